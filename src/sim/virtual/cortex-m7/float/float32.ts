import type { FloatUnit } from './float-unit.ts';
import { oddSum } from './round-to-odd.ts';
import { add, divide, extreme, multiply, multiplyAdd, roundToIntegral, squareRoot, subtract } from './soft-arithmetic.ts';
import { type Control, IXC, single } from './soft-float.ts';

/** A result above this needs no look at underflow, and at most `largest` none at overflow. */
const smallest = 2 ** -126;
const largest = 3.4028234663852886e38;
const isPlain = (value: number): boolean => {
  const size = Math.abs(value);
  return size > smallest && size <= largest;
};

/**
 * Arithmetic on S registers by number. The doubles of the host hold sums, products, quotients and roots of singles so well that rounding them once
 * more gives what one rounding would. What is left (NaNs, infinities, tiny results, other modes than the default) goes to exact arithmetic.
 */
export class Float32 {
  readonly #unit: FloatUnit;
  readonly #f: Float32Array;

  constructor(unit: FloatUnit) {
    this.#unit = unit;
    this.#f = unit.singles;
  }

  add(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const sum = a + b;
    const result = Math.fround(sum);
    const { mode, flags } = this.#unit;
    if (mode === 0 && (isPlain(result) || sum === 0) && ((flags & IXC) !== 0 || (result === sum && sum - a === b && sum - b === a)))
      this.#f[d] = result;
    else this.#slow(d, n, m, add);
  }

  subtract(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const difference = a - b;
    const result = Math.fround(difference);
    const { mode, flags } = this.#unit;
    if (
      mode === 0 &&
      (isPlain(result) || difference === 0) &&
      ((flags & IXC) !== 0 || (result === difference && difference - a === -b && difference + b === a))
    )
      this.#f[d] = result;
    else this.#slow(d, n, m, subtract);
  }

  multiply(d: number, n: number, m: number): void {
    const product = this.#f[n]! * this.#f[m]!;
    const result = Math.fround(product);
    const { mode, flags } = this.#unit;
    if (mode === 0 && (isPlain(result) || product === 0) && ((flags & IXC) !== 0 || result === product)) this.#f[d] = result;
    else this.#slow(d, n, m, multiply);
  }

  divide(d: number, n: number, m: number): void {
    const [a, b] = [this.#f[n]!, this.#f[m]!];
    const result = Math.fround(a / b);
    const { mode, flags } = this.#unit;
    if (mode === 0 && isPlain(result) && isPlain(b) && isPlain(a) && ((flags & IXC) !== 0 || result * b === a)) this.#f[d] = result;
    else this.#slow(d, n, m, divide);
  }

  squareRoot(d: number, m: number): void {
    const a = this.#f[m]!;
    const result = Math.fround(Math.sqrt(a));
    const { mode, flags } = this.#unit;
    if (mode === 0 && a > smallest && isPlain(a) && ((flags & IXC) !== 0 || result * result === a)) this.#f[d] = result;
    else this.#unit.setSingle(d, squareRoot(single, this.#unit.single(m), this.#unit));
  }

  /** d = a + n * m with one rounding. */
  multiplyAdd(d: number, a: number, n: number, m: number): void {
    const product = this.#f[n]! * this.#f[m]!;
    const sum = oddSum(product, this.#f[a]!);
    const result = Math.fround(sum.value);
    const { mode, flags } = this.#unit;
    if (mode === 0 && isPlain(result) && ((flags & IXC) !== 0 || (!sum.inexact && result === sum.value))) this.#f[d] = result;
    else {
      const unit = this.#unit;
      unit.setSingle(d, multiplyAdd(single, unit.single(a), unit.single(n), unit.single(m), unit));
    }
  }

  /** Copies with the sign as it is, cleared or turned round; a NaN keeps its payload. */
  move(d: number, m: number): void {
    this.#unit.words[d] = this.#unit.words[m]!;
  }

  absolute(d: number, m: number): void {
    this.#unit.words[d] = this.#unit.words[m]! & 0x7fff_ffff;
  }

  negate(d: number, m: number): void {
    this.#unit.words[d] = this.#unit.words[m]! ^ 0x8000_0000;
  }

  extreme(d: number, n: number, m: number, greatest: boolean): void {
    const unit = this.#unit;
    unit.setSingle(d, extreme(single, unit.single(n), unit.single(m), greatest, unit));
  }

  roundToIntegral(d: number, m: number, rounding: number, exact: boolean): void {
    const unit = this.#unit;
    unit.setSingle(d, roundToIntegral(single, unit.single(m), rounding, exact, unit));
  }

  #slow(d: number, n: number, m: number, compute: (format: typeof single, a: bigint, b: bigint, control: Control) => bigint): void {
    const unit = this.#unit;
    unit.setSingle(d, compute(single, unit.single(n), unit.single(m), unit));
  }
}
