import { errorFunction, median, wilcoxonRankSum } from 'simple-statistics';

/** How much one sample lies above another. */
export interface Shift {
  /** Median of all differences between an element of the one and one of the other (Hodges and Lehmann, 1963), in the samples' unit. */
  readonly by: number;
  /** 95 % confidence interval of it, from the order of the differences (Moses, 1965). */
  readonly low: number;
  readonly high: number;
  /** Two-sided p value of the Mann-Whitney test, with the correction for ties. */
  readonly p: number;
}

/** Fewer in either sample cannot show anything at the levels that are asked for here. */
export const fewestInSample = 5;

/**
 * How much `later` lies above `earlier`. Asks nothing of how the values are spread, so that one boot that took a minute does not decide. Undefined for
 * samples of fewer than `fewestInSample`.
 */
export const shiftBetween = (earlier: readonly number[], later: readonly number[]): Shift | undefined => {
  if (earlier.length < fewestInSample || later.length < fewestInSample) return undefined;
  const differences = later.flatMap((b) => earlier.map((a) => b - a)).sort((a, b) => a - b);
  const [n, m] = [earlier.length, later.length];
  const rank = Math.max(0, Math.floor((n * m) / 2 - 1.96 * Math.sqrt((n * m * (n + m + 1)) / 12)));
  return {
    by: median(differences),
    low: differences[rank]!,
    high: differences[differences.length - 1 - rank]!,
    p: mannWhitney(earlier, later),
  };
};

const mannWhitney = (a: readonly number[], b: readonly number[]): number => {
  const [n, m] = [a.length, b.length];
  const u = wilcoxonRankSum([...a], [...b]) - (n * (n + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - tieSum([...a, ...b]) / (total * (total - 1))));
  if (deviation === 0) return 1;
  // Half a rank towards the middle, since ranks are whole and the normal distribution is not.
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation;
  return 1 - errorFunction(distance / Math.SQRT2);
};

const tieSum = (values: readonly number[]): number => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
};

/** Which of many p values stand at this level together (Holm, 1979): a night with a hundred series must not find five by chance. */
export const holm = (values: readonly number[], level: number): readonly boolean[] => {
  const order = values.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const stands = values.map(() => false);
  for (const [rank, { p, index }] of order.entries()) {
    if (p > level / (values.length - rank)) break;
    stands[index] = true;
  }
  return stands;
};
