/** A share with the interval in which the true one lies with 95 % confidence. All three are 0 to 1. */
export interface Share {
  readonly times: number;
  readonly of: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

// The 97.5 % point of the standard normal distribution.
const z = 1.959_963_984_540_054;

/**
 * Wilson's score interval (E. B. Wilson, JASA 22, 1927): holds for few trials and for rates near 0 and 1, where the usual plus-minus does not. Without
 * trials anything is possible: 0 to 1.
 */
export const wilson = (times: number, of: number): Share => {
  if (of === 0) return { times, of, rate: 0, low: 0, high: 1 };
  const rate = times / of;
  const square = (z * z) / of;
  const centre = rate + square / 2;
  const half = z * Math.sqrt((rate * (1 - rate)) / of + square / (4 * of));
  return { times, of, rate, low: Math.max(0, (centre - half) / (1 + square)), high: Math.min(1, (centre + half) / (1 + square)) };
};

const percent = (value: number): string => `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;

/** `2 of 40 (5.0 %, 1.4 % to 17 %)` */
export const shareText = ({ times, of, rate, low, high }: Share): string =>
  `${times} of ${of}${of === 0 ? '' : ` (${percent(rate)}, ${percent(low)} to ${percent(high)})`}`;
