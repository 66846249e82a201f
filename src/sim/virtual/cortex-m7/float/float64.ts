import type { FloatUnit } from './float-unit.ts';
import { oddSum, productError } from './round-to-odd.ts';
import { add, divide, extreme, multiply, multiplyAdd, roundToIntegral, squareRoot, subtract } from './soft-arithmetic.ts';
import { type Control, double, IXC } from './soft-float.ts';

const smallest = 2 ** -1022;
/** Between these, products and what they lose are exact. */
const safeLow = 2 ** -450;
const safeHigh = 2 ** 450;

const isPlain = (value: number): boolean => {
  const size = Math.abs(value);
  return size > smallest && size < Number.POSITIVE_INFINITY;
};
const isSafe = (value: number): boolean => {
  const size = Math.abs(value);
  return size > safeLow && size < safeHigh;
};

/** Arithmetic on D registers by number: the host's own where FPSCR has its default modes and nothing special is met, exact arithmetic elsewhere. */
export class Float64 {
  readonly #unit: FloatUnit;
  readonly #f: Float64Array;

  constructor(unit: FloatUnit) {
    this.#unit = unit;
    this.#f = unit.doubles;
  }

  add(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const sum = a + b;
    const { mode, flags } = this.#unit;
    if (mode === 0 && (isPlain(sum) || sum === 0) && ((flags & IXC) !== 0 || (sum - a === b && sum - b === a))) this.#f[d] = sum;
    else this.#slow(d, n, m, add);
  }

  subtract(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const difference = a - b;
    const { mode, flags } = this.#unit;
    if (mode === 0 && (isPlain(difference) || difference === 0) && ((flags & IXC) !== 0 || (difference - a === -b && difference + b === a)))
      this.#f[d] = difference;
    else this.#slow(d, n, m, subtract);
  }

  multiply(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const product = a * b;
    const { mode, flags } = this.#unit;
    if (mode === 0 && isPlain(product) && ((flags & IXC) !== 0 || (isSafe(a) && isSafe(b) && productError(a, b, product) === 0)))
      this.#f[d] = product;
    else this.#slow(d, n, m, multiply);
  }

  divide(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const result = a / b;
    const { mode, flags } = this.#unit;
    const plain = mode === 0 && isPlain(result) && isPlain(a) && isPlain(b);
    if (plain && ((flags & IXC) !== 0 || (isSafe(result) && isSafe(b) && result * b === a && productError(result, b, a) === 0)))
      this.#f[d] = result;
    else this.#slow(d, n, m, divide);
  }

  squareRoot(d: number, m: number): void {
    const a = this.#f[m]!;
    const result = Math.sqrt(a);
    const { mode, flags } = this.#unit;
    if (
      mode === 0 &&
      a > smallest &&
      isPlain(a) &&
      ((flags & IXC) !== 0 || (isSafe(result) && result * result === a && productError(result, result, a) === 0))
    )
      this.#f[d] = result;
    else this.#unit.setDouble(d, squareRoot(double, this.#unit.double(m), this.#unit));
  }

  /** d = a + n * m with one rounding: Boldo and Melquiond's algorithm. */
  multiplyAdd(d: number, a: number, n: number, m: number): void {
    const [x, y, z] = [this.#f[n]!, this.#f[m]!, this.#f[a]!];
    const unit = this.#unit;
    if (unit.mode === 0 && isSafe(x) && isSafe(y) && isSafe(z) && (unit.flags & IXC) !== 0) {
      const result = fused(x, y, z);
      if (isSafe(result)) {
        this.#f[d] = result;
        return;
      }
    }
    unit.setDouble(d, multiplyAdd(double, unit.double(a), unit.double(n), unit.double(m), unit));
  }

  move(d: number, m: number): void {
    this.#sign(d, m, 0xffff_ffff, 0);
  }

  absolute(d: number, m: number): void {
    this.#sign(d, m, 0x7fff_ffff, 0);
  }

  negate(d: number, m: number): void {
    this.#sign(d, m, 0xffff_ffff, 0x8000_0000);
  }

  extreme(d: number, n: number, m: number, greatest: boolean): void {
    const unit = this.#unit;
    unit.setDouble(d, extreme(double, unit.double(n), unit.double(m), greatest, unit));
  }

  roundToIntegral(d: number, m: number, rounding: number, exact: boolean): void {
    const unit = this.#unit;
    unit.setDouble(d, roundToIntegral(double, unit.double(m), rounding, exact, unit));
  }

  #sign(d: number, m: number, mask: number, flip: number): void {
    const { words } = this.#unit;
    words[2 * d] = words[2 * m]!;
    words[2 * d + 1] = (words[2 * m + 1]! & mask) ^ flip;
  }

  #slow(d: number, n: number, m: number, compute: (format: typeof double, a: bigint, b: bigint, control: Control) => bigint): void {
    const unit = this.#unit;
    unit.setDouble(d, compute(double, unit.double(n), unit.double(m), unit));
  }
}

const fused = (x: number, y: number, z: number): number => {
  const product = x * y;
  const lost = productError(x, y, product);
  const low = z + lost;
  const lowPart = low - z;
  const lowError = z - (low - lowPart) + (lost - lowPart);
  const high = product + low;
  const highPart = high - product;
  const highError = product - (high - highPart) + (low - highPart);
  return high + oddSum(lowError, highError).value;
};
