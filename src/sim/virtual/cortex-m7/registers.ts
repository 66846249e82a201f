/** Indices into the register file: R0-R15, the four condition flags, a place for a shifted operand, and constants of decoded instructions from `firstConstant` on. */
export const SP = 13;
export const LR = 14;
export const PC = 15;
/** N is the sign of this word and Z its being 0, so that one result needs no further work; MSR writes both apart. */
export const N = 16;
export const Z = 17;
export const C = 18;
export const V = 19;
export const shifted = 20;
export const firstConstant = 32;
const capacity = 16_384;

/** Thrown by `constant` when no place is left: decoded blocks have to be dropped. */
export class ConstantsExhausted extends Error {}

/** Every source operand of an instruction is an index into this array, an immediate too, so that one closure serves all forms. */
export class RegisterFile {
  readonly words = new Int32Array(capacity);
  readonly #places = new Map<number, number>();

  constant(value: number): number {
    const known = this.#places.get(value | 0);
    if (known !== undefined) return known;
    const place = firstConstant + this.#places.size;
    if (place >= capacity) throw new ConstantsExhausted('the pool of constants is full');
    this.words[place] = value;
    this.#places.set(value | 0, place);
    return place;
  }

  forgetConstants(): void {
    this.#places.clear();
  }
}

/** APSR.NZCV in bits 31-28. */
export const readFlags = (r: Int32Array): number =>
  ((r[N]! < 0 ? 0x8000_0000 : 0) | (r[Z] === 0 ? 0x4000_0000 : 0) | (r[C]! << 29) | (r[V]! << 28)) >>> 0;

export const writeFlags = (r: Int32Array, value: number): void => {
  r[N] = value & 0x8000_0000;
  r[Z] = value & 0x4000_0000 ? 0 : 1;
  r[C] = (value >>> 29) & 1;
  r[V] = (value >>> 28) & 1;
};

type Condition = (r: Int32Array) => boolean;

/** ConditionPassed() of A7.3.1, by the four bits of the field. */
export const conditions: readonly Condition[] = [
  (r) => r[Z] === 0,
  (r) => r[Z] !== 0,
  (r) => r[C] !== 0,
  (r) => r[C] === 0,
  (r) => r[N]! < 0,
  (r) => r[N]! >= 0,
  (r) => r[V] !== 0,
  (r) => r[V] === 0,
  (r) => r[C] !== 0 && r[Z] !== 0,
  (r) => r[C] === 0 || r[Z] === 0,
  (r) => r[N]! < 0 === (r[V] !== 0),
  (r) => r[N]! < 0 !== (r[V] !== 0),
  (r) => r[Z] !== 0 && r[N]! < 0 === (r[V] !== 0),
  (r) => r[Z] === 0 || r[N]! < 0 !== (r[V] !== 0),
  () => true,
  () => true,
];
