import type { BoardTimeline, TimelineIndex } from './timeline-data.ts';

export interface Moment {
  /** Host milliseconds since the run began. */
  readonly at: number;
  readonly board: string | undefined;
}

export const momentIn = (hash: string): Moment | undefined => {
  const [, seconds, board] = /^#t=(-?\d+(?:\.\d+)?)(?:&b=(.*))?$/.exec(hash) ?? [];
  if (seconds === undefined) return undefined;
  try {
    return { at: Number(seconds) * 1000, board: board === undefined ? undefined : decodeURIComponent(board) };
  } catch {
    return { at: Number(seconds) * 1000, board: undefined };
  }
};

export const hashOf = ({ at, board }: Moment): string =>
  `#t=${(at / 1000).toFixed(3)}${board === undefined ? '' : `&b=${encodeURIComponent(board)}`}`;

/** Wall clock in UTC, `08:04:25.670`; seconds of the run where nobody knows when it began. */
export const clockText = ({ startedAt }: TimelineIndex, at: number): string =>
  startedAt === null ? `${(at / 1000).toFixed(3)} s` : new Date(startedAt + at).toISOString().slice(11, 23);

/** Board seconds since the relay switched on; empty while it was off. */
export const poweredText = ({ spans, speed }: BoardTimeline, at: number): string => {
  const on = spans.findLast(({ lane, from }) => lane === 'power' && from <= at);
  return on === undefined || on.tone !== 'good' ? '' : `+${(((at - on.from) * speed) / 1000).toFixed(3)}`;
};
