/**
 * What the page of a run reads of its journal: an index at once, and chunks of rows as they are looked at. Both are scripts, since a page that was opened
 * as a file may not fetch. Times are host milliseconds since the run began.
 */
export interface TimelineIndex {
  /** Of the beginning, in milliseconds since 1970; null where the journal does not say. */
  readonly startedAt: number | null;
  readonly durationMs: number;
  readonly boards: readonly BoardTimeline[];
}

export interface BoardTimeline {
  readonly name: string;
  /** Board seconds per host second. */
  readonly speed: number;
  readonly chunks: readonly ChunkEntry[];
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
  /** Rows by lane in steps of `stepMs`. */
  readonly density: { readonly stepMs: number; readonly counts: readonly (readonly number[])[] };
}

/** Lanes of rows, in the order of `ChunkEntry.rows` and `RowTuple`. */
export const rowLanes = ['a53', 'm7', 'kmsg', 'command', 'event'] as const;
export type RowLane = (typeof rowLanes)[number];

export interface ChunkEntry {
  readonly from: number;
  readonly to: number;
  /** How many of each lane. */
  readonly rows: readonly number[];
}

/** Drawn as bars. `remoteproc`: what Linux last said of the M7. */
export type SpanLane = 'power' | 'stage' | 'scenario' | 'remoteproc';
export type Tone = 'good' | 'bad' | 'doubt' | 'plain' | 'off';

export interface Span {
  readonly lane: SpanLane;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Drawn as ticks. */
export interface Mark {
  readonly lane: 'step' | 'incident' | 'observation';
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Time, index of the lane, text (colours as SGR sequences, nothing else that acts), and what kind of row it is where that matters. */
export type RowTuple = readonly [at: number, lane: number, text: string, kind?: string];

/** Where the chunk lies, below the folder of the page's assets. */
export const chunkFile = (board: number, chunk: number): string => `timeline-${board}-${chunk}.js`;
