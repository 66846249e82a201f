import type { Control } from './soft-float.ts';

const rmodeShift = 22;
const modeMask = 0x07c0_0000;
const flagMask = 0x9f;

/** S0-S31 with D0-D15 over them, four places for intermediate results of either size behind them, and FPSCR. */
export class FloatUnit implements Control {
  readonly words = new Int32Array(40);
  readonly singles = new Float32Array(this.words.buffer);
  readonly doubles = new Float64Array(this.words.buffer);
  /** FPSCR.AHP, DN, FZ and RMode in place; 0 is the state in which plain JavaScript arithmetic gives the bits of the FPU. */
  mode = 0;
  /** Cumulative exception bits of FPSCR. */
  flags = 0;
  /** FPSCR.NZCV in bits 3-0. */
  nzcv = 0;

  raise(flags: number): void {
    this.flags |= flags;
  }

  get rounding(): number {
    return (this.mode >>> rmodeShift) & 3;
  }

  get flushToZero(): boolean {
    return (this.mode & (1 << 24)) !== 0;
  }

  get defaultNaN(): boolean {
    return (this.mode & (1 << 25)) !== 0;
  }

  get alternativeHalf(): boolean {
    return (this.mode & (1 << 26)) !== 0;
  }

  get fpscr(): number {
    return ((this.nzcv << 28) | this.mode | this.flags) >>> 0;
  }

  set fpscr(value: number) {
    this.nzcv = value >>> 28;
    this.mode = value & modeMask;
    this.flags = value & flagMask;
  }

  /** The same control with another rounding mode, for instructions that bring their own. */
  rounded(rounding: number): Control {
    const { flushToZero, defaultNaN } = this;
    return { rounding, flushToZero, defaultNaN, raise: (flags) => this.raise(flags) };
  }

  single(index: number): bigint {
    return BigInt(this.words[index]! >>> 0);
  }

  double(index: number): bigint {
    return (BigInt(this.words[2 * index + 1]! >>> 0) << 32n) | BigInt(this.words[2 * index]! >>> 0);
  }

  setSingle(index: number, bits: bigint): void {
    this.words[index] = Number(bits);
  }

  setDouble(index: number, bits: bigint): void {
    this.words[2 * index] = Number(bits & 0xffff_ffffn);
    this.words[2 * index + 1] = Number(bits >> 32n);
  }
}
