import {
  type Control,
  DZC,
  defaultNaN,
  down,
  type Format,
  IOC,
  IXC,
  infinity,
  invalid,
  propagateNaN,
  round,
  toInteger,
  tooLarge,
  type Unpacked,
  unpack,
  zeroOf,
} from './soft-float.ts';

type Operation = (format: Format, a: bigint, b: bigint, control: Control) => bigint;
type Finite = Unpacked & { kind: 'number' };

const isZero = (value: Unpacked): boolean => value.kind === 'number' && value.mantissa === 0n;

/** Exact sum of two numbers. An exact 0 of unlike signs is minus 0 when rounding down only. */
const sum = (format: Format, a: Finite, b: Finite, control: Control): bigint => {
  const exponent = Math.min(a.exponent, b.exponent);
  const total = signed(a, exponent) + signed(b, exponent);
  if (total === 0n) {
    const negative = a.sign === b.sign ? a.sign : control.rounding === down;
    return zeroOf(format, negative);
  }
  return round(format, total < 0n, total < 0n ? -total : total, exponent, control);
};

const signed = ({ sign, mantissa, exponent }: Finite, at: number): bigint => {
  const aligned = mantissa << BigInt(exponent - at);
  return sign ? -aligned : aligned;
};

const addUnpacked = (format: Format, x: Unpacked, y: Unpacked, control: Control): bigint => {
  if (x.kind === 'infinity' && y.kind === 'infinity') return x.sign === y.sign ? infinity(format, x.sign) : invalid(format, control);
  if (x.kind === 'infinity') return infinity(format, x.sign);
  if (y.kind === 'infinity') return infinity(format, y.sign);
  return sum(format, x as Finite, y as Finite, control);
};

export const add: Operation = (format, a, b, control) => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  return propagateNaN(format, [x, y], control) ?? addUnpacked(format, x, y, control);
};

export const subtract: Operation = (format, a, b, control) => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  const nan = propagateNaN(format, [x, y], control);
  if (nan !== undefined) return nan;
  return addUnpacked(format, x, { ...y, sign: !(y as Finite).sign } as Unpacked, control);
};

export const multiply: Operation = (format, a, b, control) => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  const nan = propagateNaN(format, [x, y], control);
  if (nan !== undefined) return nan;
  const sign = (x as Finite).sign !== (y as Finite).sign;
  if (x.kind === 'infinity' || y.kind === 'infinity') return isZero(x) || isZero(y) ? invalid(format, control) : infinity(format, sign);
  const [f, g] = [x as Finite, y as Finite];
  return round(format, sign, f.mantissa * g.mantissa, f.exponent + g.exponent, control);
};

export const divide: Operation = (format, a, b, control) => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  const nan = propagateNaN(format, [x, y], control);
  if (nan !== undefined) return nan;
  const sign = (x as Finite).sign !== (y as Finite).sign;
  if (x.kind === 'infinity') return y.kind === 'infinity' ? invalid(format, control) : infinity(format, sign);
  if (y.kind === 'infinity') return zeroOf(format, sign);
  if (isZero(y)) return isZero(x) ? invalid(format, control) : byZero(format, sign, control);
  return quotient(format, sign, x as Finite, y as Finite, control);
};

const byZero = (format: Format, sign: boolean, control: Control): bigint => {
  control.raise(DZC);
  return infinity(format, sign);
};

// More bits than any format keeps, and one more that says whether anything is behind them.
const quotient = (format: Format, sign: boolean, x: Finite, y: Finite, control: Control): bigint => {
  const numerator = x.mantissa << 120n;
  const whole = numerator / y.mantissa;
  const sticky = whole * y.mantissa === numerator ? 0n : 1n;
  return round(format, sign, (whole << 1n) | sticky, x.exponent - y.exponent - 121, control);
};

export const squareRoot = (format: Format, a: bigint, control: Control): bigint => {
  const x = unpack(format, a, control);
  const nan = propagateNaN(format, [x], control);
  if (nan !== undefined) return nan;
  const { sign } = x as Finite;
  if (isZero(x)) return zeroOf(format, sign);
  if (sign) return invalid(format, control);
  if (x.kind === 'infinity') return infinity(format, false);
  const { mantissa, exponent } = x as Finite;
  const odd = exponent & 1;
  const scaled = mantissa << BigInt(128 + odd);
  const root = integerRoot(scaled);
  const sticky = root * root === scaled ? 0n : 1n;
  return round(format, false, (root << 1n) | sticky, (exponent - odd - 128) / 2 - 1, control);
};

const integerRoot = (value: bigint): bigint => {
  let root = 1n << BigInt((value.toString(2).length >> 1) + 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};

/** FPMulAdd(): addend + a * b with one rounding. */
export const multiplyAdd = (format: Format, addend: bigint, a: bigint, b: bigint, control: Control): bigint => {
  const [z, x, y] = [unpack(format, addend, control), unpack(format, a, control), unpack(format, b, control)];
  const noProduct = (x.kind === 'infinity' && isZero(y)) || (isZero(x) && y.kind === 'infinity');
  const nan = propagateNaN(format, [z, x, y], control);
  if (noProduct && (nan === undefined || z.kind === 'nan')) return z.kind === 'nan' && z.signalling ? nan! : invalid(format, control);
  if (nan !== undefined) return nan;
  const sign = (x as Finite).sign !== (y as Finite).sign;
  if (x.kind === 'infinity' || y.kind === 'infinity') {
    return z.kind === 'infinity' && z.sign !== sign ? invalid(format, control) : infinity(format, sign);
  }
  if (z.kind === 'infinity') return infinity(format, z.sign);
  const [f, g] = [x as Finite, y as Finite];
  return sum(format, z as Finite, { kind: 'number', sign, mantissa: f.mantissa * g.mantissa, exponent: f.exponent + g.exponent }, control);
};

/** FPMaxNum() and FPMinNum(): a quiet NaN loses against a number. */
export const extreme = (format: Format, a: bigint, b: bigint, greatest: boolean, control: Control): bigint => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  const loses = (one: Unpacked, other: Unpacked): boolean => one.kind === 'nan' && !one.signalling && other.kind !== 'nan';
  const [first, second] = [
    loses(x, y) ? { kind: 'infinity' as const, sign: greatest } : x,
    loses(y, x) ? { kind: 'infinity' as const, sign: greatest } : y,
  ];
  const nan = propagateNaN(format, [first, second], control);
  if (nan !== undefined) return nan;
  const order = compareUnpacked(first, second);
  const takesFirst = order === 0 ? (first as Finite).sign !== greatest : order > 0 === greatest;
  const chosen = takesFirst ? first : second;
  return chosen.kind === 'infinity'
    ? infinity(format, chosen.sign)
    : round(format, (chosen as Finite).sign, (chosen as Finite).mantissa, (chosen as Finite).exponent, control);
};

const compareUnpacked = (x: Unpacked, y: Unpacked): number => {
  const [i, j] = [infinityRank(x), infinityRank(y)];
  if (i !== 0 || j !== 0) return i - j;
  const [f, g] = [x as Finite, y as Finite];
  const exponent = Math.min(f.exponent, g.exponent);
  const difference = signed(f, exponent) - signed(g, exponent);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
};

const infinityRank = (value: Unpacked): number => (value.kind === 'infinity' ? (value.sign ? -1 : 1) : 0);

/** FPCompare(): NZCV for VCMP. `quiet`: only a signalling NaN is invalid. */
export const compare = (format: Format, a: bigint, b: bigint, quiet: boolean, control: Control): number => {
  const [x, y] = [unpack(format, a, control), unpack(format, b, control)];
  const nans = [x, y].filter((value) => value.kind === 'nan');
  if (nans.length > 0) {
    if (!quiet || nans.some(({ signalling }) => signalling)) control.raise(IOC);
    return 0b0011;
  }
  const order = compareUnpacked(x, y);
  return order === 0 ? 0b0110 : order < 0 ? 0b1000 : 0b0010;
};

/** FPRoundInt(). */
export const roundToIntegral = (format: Format, a: bigint, rounding: number, exact: boolean, control: Control): bigint => {
  const x = unpack(format, a, control);
  const nan = propagateNaN(format, [x], control);
  if (nan !== undefined) return nan;
  if (x.kind === 'infinity') return infinity(format, x.sign);
  const { whole, inexact } = toInteger(x as Finite, rounding);
  if (exact && inexact) control.raise(IXC);
  if (whole === 0n) return zeroOf(format, (x as Finite).sign);
  return round(format, whole < 0n, whole < 0n ? -whole : whole, 0, control);
};

/** FPToFixed(): saturates, and NaN is 0, both invalid. */
export const toFixed = (
  format: Format,
  a: bigint,
  fraction: number,
  bits: number,
  isSigned: boolean,
  rounding: number,
  control: Control,
): bigint => {
  const x = unpack(format, a, control);
  const [lowest, highest] = isSigned ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n] : [0n, (1n << BigInt(bits)) - 1n];
  if (x.kind === 'nan') {
    control.raise(IOC);
    return 0n;
  }
  if (x.kind === 'infinity') {
    control.raise(IOC);
    return x.sign ? lowest : highest;
  }
  const { whole, inexact } = toInteger({ ...(x as Finite), exponent: (x as Finite).exponent + fraction }, rounding);
  const result = whole < lowest ? lowest : whole > highest ? highest : whole;
  if (result !== whole) control.raise(IOC);
  else if (inexact) control.raise(IXC);
  return result;
};

export const fromFixed = (format: Format, value: bigint, fraction: number, control: Control): bigint =>
  round(format, value < 0n, value < 0n ? -value : value, -fraction, control);

/** FPConvert() between formats. */
export const convert = (from: Format, to: Format, a: bigint, control: Control): bigint => {
  const x = unpack(from, a, control);
  if (x.kind === 'nan') return convertNaN(from, to, x, control);
  if (x.kind === 'infinity') return to.onlyNumbers ? tooLarge(to, x.sign, control) : infinity(to, x.sign);
  return round(to, (x as Finite).sign, (x as Finite).mantissa, (x as Finite).exponent, control);
};

const convertNaN = (from: Format, to: Format, { bits, signalling }: Unpacked & { kind: 'nan' }, control: Control): bigint => {
  if (signalling || to.onlyNumbers) control.raise(IOC);
  if (to.onlyNumbers) return zeroOf(to, bits >> BigInt(from.exponentBits + from.fractionBits) === 1n);
  if (control.defaultNaN) return defaultNaN(to);
  const fraction = bits & ((1n << BigInt(from.fractionBits)) - 1n);
  const by = BigInt(to.fractionBits - from.fractionBits);
  const moved = by >= 0n ? fraction << by : fraction >> -by;
  const sign = bits >> BigInt(from.exponentBits + from.fractionBits);
  return defaultNaN(to) | moved | (sign << BigInt(to.exponentBits + to.fractionBits));
};
