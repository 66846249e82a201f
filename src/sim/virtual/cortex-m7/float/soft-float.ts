/** FPSCR's cumulative exception bits (A2.5.3). */
export const IOC = 1;
export const DZC = 2;
export const OFC = 4;
export const UFC = 8;
export const IXC = 16;
export const IDC = 128;

/** Round to nearest even, towards plus infinity, minus infinity, zero: FPSCR.RMode. And away from zero on a tie, which only VCVTA and VRINTA have. */
export const nearest = 0;
export const up = 1;
export const down = 2;
export const zero = 3;
export const away = 4;

export interface Format {
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** The alternative half format has numbers where others have infinities and NaNs. */
  readonly onlyNumbers?: true;
}

export const half: Format = { exponentBits: 5, fractionBits: 10 };
export const alternativeHalf: Format = { exponentBits: 5, fractionBits: 10, onlyNumbers: true };
export const single: Format = { exponentBits: 8, fractionBits: 23 };
export const double: Format = { exponentBits: 11, fractionBits: 52 };

/** How FPSCR says to compute, and where exceptions are noted. */
export interface Control {
  readonly rounding: number;
  readonly flushToZero: boolean;
  readonly defaultNaN: boolean;
  raise(flags: number): void;
}

/** mantissa * 2^exponent. */
export type Unpacked =
  | { readonly kind: 'number'; readonly sign: boolean; readonly exponent: number; readonly mantissa: bigint }
  | { readonly kind: 'infinity'; readonly sign: boolean }
  | { readonly kind: 'nan'; readonly signalling: boolean; readonly bits: bigint };

const biasOf = ({ exponentBits }: Format): number => 2 ** (exponentBits - 1) - 1;
const signBit = ({ exponentBits, fractionBits }: Format): bigint => 1n << BigInt(exponentBits + fractionBits);
const infinityBits = ({ exponentBits, fractionBits }: Format): bigint => ((1n << BigInt(exponentBits)) - 1n) << BigInt(fractionBits);
const quietBit = ({ fractionBits }: Format): bigint => 1n << BigInt(fractionBits - 1);

export const defaultNaN = (format: Format): bigint => infinityBits(format) | quietBit(format);
export const infinity = (format: Format, sign: boolean): bigint => infinityBits(format) | (sign ? signBit(format) : 0n);
export const zeroOf = (format: Format, sign: boolean): bigint => (sign ? signBit(format) : 0n);

/** FPUnpack(): a denormal operand is 0 under flush-to-zero, which raises Input Denormal. */
export const unpack = (format: Format, bits: bigint, control: Control): Unpacked => {
  const sign = (bits & signBit(format)) !== 0n;
  const exponent = Number((bits & infinityBits(format)) >> BigInt(format.fractionBits));
  const fraction = bits & ((1n << BigInt(format.fractionBits)) - 1n);
  if (exponent === 2 ** format.exponentBits - 1 && !format.onlyNumbers) {
    return fraction === 0n ? { kind: 'infinity', sign } : { kind: 'nan', signalling: (bits & quietBit(format)) === 0n, bits };
  }
  const lowest = 1 - biasOf(format) - format.fractionBits;
  if (exponent > 0)
    return { kind: 'number', sign, exponent: lowest + exponent - 1, mantissa: fraction | (1n << BigInt(format.fractionBits)) };
  if (fraction !== 0n && control.flushToZero && format.exponentBits !== half.exponentBits) {
    control.raise(IDC);
    return { kind: 'number', sign, exponent: lowest, mantissa: 0n };
  }
  return { kind: 'number', sign, exponent: lowest, mantissa: fraction };
};

const lengthOf = (mantissa: bigint): number => mantissa.toString(2).length;

const roundsUp = (rounding: number, sign: boolean, odd: boolean, rest: bigint, half: bigint): boolean => {
  if (rest === 0n) return false;
  if (rounding === nearest) return rest > half || (rest === half && odd);
  if (rounding === away) return rest >= half;
  return rounding === up ? !sign : rounding === down && sign;
};

/** FPRound(): mantissa * 2^exponent as bits of the format. Tininess is found before rounding, as ARM does. */
export const round = (format: Format, sign: boolean, mantissa: bigint, exponent: number, control: Control): bigint => {
  if (mantissa === 0n) return zeroOf(format, sign);
  const lowest = 1 - biasOf(format);
  const leading = exponent + lengthOf(mantissa) - 1;
  const tiny = leading < lowest;
  if (tiny && control.flushToZero && format.exponentBits !== half.exponentBits) {
    control.raise(UFC);
    return zeroOf(format, sign);
  }
  const shift = Math.max(leading, lowest) - format.fractionBits - exponent;
  const { kept, inexact } = cut(mantissa, shift, sign, control.rounding);
  if (tiny && inexact) control.raise(UFC);
  const bits = tiny ? kept : (BigInt(leading - lowest) << BigInt(format.fractionBits)) + kept;
  if (format.onlyNumbers && bits >= signBit(format)) return tooLarge(format, sign, control);
  if (bits >= infinityBits(format) && !format.onlyNumbers) return overflow(format, sign, control);
  if (inexact) control.raise(IXC);
  return bits | zeroOf(format, sign);
};

/** Drops the lowest `shift` bits, rounded. */
const cut = (mantissa: bigint, shift: number, sign: boolean, rounding: number): { readonly kept: bigint; readonly inexact: boolean } => {
  if (shift <= 0) return { kept: mantissa << BigInt(-shift), inexact: false };
  const kept = mantissa >> BigInt(shift);
  const rest = mantissa & ((1n << BigInt(shift)) - 1n);
  const more = roundsUp(rounding, sign, (kept & 1n) === 1n, rest, 1n << BigInt(shift - 1));
  return { kept: more ? kept + 1n : kept, inexact: rest !== 0n };
};

/** What the alternative half format gives for infinities and all beyond its largest number. */
export const tooLarge = (format: Format, sign: boolean, control: Control): bigint => {
  control.raise(IOC);
  return (signBit(format) - 1n) | zeroOf(format, sign);
};

const overflow = (format: Format, sign: boolean, control: Control): bigint => {
  control.raise(OFC | IXC);
  const { rounding } = control;
  const toInfinity = rounding === nearest || rounding === away || (rounding === up && !sign) || (rounding === down && sign);
  return toInfinity ? infinity(format, sign) : (infinityBits(format) - 1n) | zeroOf(format, sign);
};

export const invalid = (format: Format, control: Control): bigint => {
  control.raise(IOC);
  return defaultNaN(format);
};

/** FPProcessNaNs(): the first signalling, else the first quiet NaN of the operands; undefined when none is one. */
export const propagateNaN = (format: Format, operands: readonly Unpacked[], control: Control): bigint | undefined => {
  const nans = operands.filter((operand) => operand.kind === 'nan');
  const chosen = nans.find(({ signalling }) => signalling) ?? nans[0];
  if (!chosen) return undefined;
  if (chosen.signalling) control.raise(IOC);
  return control.defaultNaN ? defaultNaN(format) : chosen.bits | quietBit(format);
};

/** round() to an integer: away, up, down, to zero or nearest; and whether anything was lost. */
export const toInteger = (
  value: Unpacked & { kind: 'number' },
  rounding: number,
): { readonly whole: bigint; readonly inexact: boolean } => {
  const { kept, inexact } = cut(value.mantissa, -value.exponent, value.sign, rounding);
  return { whole: value.sign ? -kept : kept, inexact };
};
