import type { LabEvent } from '../../core/event.ts';
import { type BoardTimeline, type ChunkEntry, type RowTuple, rowLanes } from '../../page/timeline-data.ts';
import { colouredText } from './coloured-text.ts';
import type { Row } from './row.ts';
import { BoardRows } from './rows.ts';
import { Spans } from './spans.ts';

// A browser reads so much in a few milliseconds, and a journal of 128 MiB is some 200 of them.
const chunkBytes = 512 * 1024;

export interface Chunk {
  readonly number: number;
  readonly rows: readonly RowTuple[];
}

/** The rows of one board, cut into chunks as they come, and the index of them. Only one chunk is held at a time. */
export class TimelineOfBoard {
  readonly #name: string;
  readonly #begin: number;
  readonly #rows: BoardRows;
  readonly #spans = new Spans();
  readonly #density = new Density(rowLanes.length);
  readonly #chunks: ChunkEntry[] = [];
  #open: RowTuple[] = [];
  #size = 0;
  #speed = 1;
  #last = 0;
  constructor(name: string, begin: number) {
    this.#name = name;
    this.#begin = begin;
    this.#rows = new BoardRows(name);
  }

  /** Chunks that are full with this event. */
  *add(event: LabEvent): Generator<Chunk> {
    if (event.type === 'board.opened') this.#speed = event.speed;
    this.#last = event.at;
    this.#spans.add(event);
    for (const row of this.#rows.of(event)) this.#take(row);
    if (this.#size >= chunkBytes) yield this.#close();
  }

  *end(): Generator<Chunk> {
    this.#spans.end(this.#last);
    for (const row of this.#rows.end()) this.#take(row);
    if (this.#open.length > 0) yield this.#close();
  }

  get index(): BoardTimeline {
    const { spans, marks } = this.#spans;
    return {
      name: this.#name,
      speed: this.#speed,
      chunks: this.#chunks,
      spans: spans.map((span) => ({ ...span, from: this.#ms(span.from), to: this.#ms(span.to) })),
      marks: marks.map((mark) => ({ ...mark, at: this.#ms(mark.at) })),
      density: this.#density.result,
    };
  }

  #take({ at, lane, text, kind }: Row): void {
    const shown = colouredText(text);
    if (shown.trim() === '') return;
    const index = rowLanes.indexOf(lane);
    const ms = this.#ms(at);
    this.#density.add(index, ms);
    this.#open.push(kind ? [ms, index, shown, kind] : [ms, index, shown]);
    this.#size += shown.length + 16;
  }

  #close(): Chunk {
    const rows = this.#open.sort(([a], [b]) => a - b);
    this.#open = [];
    this.#size = 0;
    const counts = rowLanes.map(() => 0);
    for (const [, lane] of rows) counts[lane]!++;
    this.#chunks.push({ from: rows[0]![0], to: rows.at(-1)![0], rows: counts });
    return { number: this.#chunks.length - 1, rows };
  }

  #ms(at: number): number {
    return Math.round((at - this.#begin) * 10) / 10;
  }
}

const most = 4000;

/** How many rows of each lane came when, in steps that grow with what is counted. */
class Density {
  readonly #counts: number[][];
  #stepMs = 16;
  constructor(lanes: number) {
    this.#counts = Array.from({ length: lanes }, () => []);
  }

  add(lane: number, at: number): void {
    while (at / this.#stepMs >= most) this.#widen();
    const counts = this.#counts[lane]!;
    const step = Math.max(0, Math.floor(at / this.#stepMs));
    while (counts.length <= step) counts.push(0);
    counts[step]!++;
  }

  get result(): { readonly stepMs: number; readonly counts: readonly (readonly number[])[] } {
    return { stepMs: this.#stepMs, counts: this.#counts };
  }

  #widen(): void {
    this.#stepMs *= 2;
    this.#counts.forEach((counts, lane) => {
      const halves = Array.from({ length: Math.ceil(counts.length / 2) }, (_, at) => counts[2 * at]! + (counts[2 * at + 1] ?? 0));
      this.#counts[lane] = halves;
    });
  }
}
