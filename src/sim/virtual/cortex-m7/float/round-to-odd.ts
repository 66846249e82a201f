const value = new Float64Array(1);
const words = new Int32Array(value.buffer);
const sum = { value: 0, inexact: false };

/**
 * The sum of two doubles rounded to odd: rounding it once more to fewer bits gives what a single rounding of the exact sum would (Boldo and
 * Melquiond, "Emulation of FMA and correctly rounded sums", 2008). The object is the same one each time.
 */
export const oddSum = (a: number, b: number): { readonly value: number; readonly inexact: boolean } => {
  const rounded = a + b;
  const part = rounded - a;
  const error = a - (rounded - part) + (b - part);
  sum.value = rounded;
  sum.inexact = error !== 0;
  if (error !== 0 && Number.isFinite(rounded)) sum.value = toOdd(rounded, error);
  return sum;
};

/** Of the two doubles around the exact value the one with an odd last bit. */
const toOdd = (rounded: number, error: number): number => {
  value[0] = rounded;
  if ((words[0]! & 1) === 1) return rounded;
  if (error > 0 === rounded > 0) words[0] = words[0]! | 1;
  else {
    if (words[0] === 0) words[1] = words[1]! - 1;
    words[0] = words[0]! - 1;
  }
  return value[0]!;
};

const splitter = 2 ** 27 + 1;

/** What a product of two doubles lost by rounding (Dekker), exact for operands and products far from over- and underflow. */
export const productError = (a: number, b: number, product: number): number => {
  const [x, y] = [splitter * a, splitter * b];
  const [high, top] = [x - (x - a), y - (y - b)];
  const [low, rest] = [a - high, b - top];
  return low * rest - (product - high * top - low * top - high * rest);
};
