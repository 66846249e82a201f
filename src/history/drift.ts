import { median } from 'simple-statistics';
import type { PastRun } from './past-run.ts';
import { type Series, seriesOf } from './series.ts';
import { fewestInSample, holm, type Shift, shiftBetween } from './shift.ts';

export interface Drift {
  readonly series: Series;
  /** Medians, in the series' unit. */
  readonly before: number;
  readonly now: number;
  readonly shift: Shift;
  /** The first run of those that lie elsewhere. */
  readonly since: PastRun;
}

export interface Drifts {
  readonly found: readonly Drift[];
  /** How many series had values enough to be judged, and how many had not. */
  readonly judged: number;
  readonly tooShort: number;
}

// The newest third, but no more than ten: a drift that began last week must not be thinned by the month before.
const mostRecent = 10;
const fewestBefore = 8;
const level = 0.01;
// A shift that is certain and small wakes nobody.
const leastShift = 0.05;

/**
 * Numbers of a board whose newest values lie elsewhere than those before: Mann-Whitney at 1 % over all series together (Holm), and by at least 5 % of the
 * median.
 */
export const driftsOf = (runs: readonly PastRun[]): Drifts => {
  const all = seriesOf(runs);
  const judged = all.flatMap((series) => judge(series) ?? []);
  const stands = holm(
    judged.map(({ shift }) => shift.p),
    level,
  );
  const found = judged.filter(({ shift, before }, at) => stands[at] && Math.abs(shift.by) >= leastShift * Math.abs(before));
  return { found: found.sort((a, b) => relative(b) - relative(a)), judged: judged.length, tooShort: all.length - judged.length };
};

const relative = ({ shift, before }: Drift): number => Math.abs(shift.by / (before || 1));

const judge = (series: Series): Drift | undefined => {
  const recent = Math.min(mostRecent, Math.floor(series.values.length / 3));
  const earlier = series.values.slice(0, series.values.length - recent);
  const later = series.values.slice(series.values.length - recent);
  if (recent < fewestInSample || earlier.length < fewestBefore) return undefined;
  const numbers = (values: Series['values']): number[] => values.map(({ value }) => value);
  const shift = shiftBetween(numbers(earlier), numbers(later));
  return shift && { series, before: median(numbers(earlier)), now: median(numbers(later)), shift, since: later[0]!.run };
};
