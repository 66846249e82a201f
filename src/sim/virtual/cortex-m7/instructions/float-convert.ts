import { compare, convert, fromFixed, toFixed } from '../float/soft-arithmetic.ts';
import {
  alternativeHalf,
  away,
  double as doubleFormat,
  down,
  half,
  nearest,
  single as singleFormat,
  up,
  zero,
} from '../float/soft-float.ts';
import type { Fields } from '../pattern.ts';
import { type MakeOp, type Row, rowsOf } from '../row.ts';
import type { Site } from '../site.ts';
import { dOf, forBoth, mOf, noSuch, type Precision } from './float-registers.ts';

const row = rowsOf('float');

const formatOf = (z: number) => (z ? doubleFormat : singleFormat);
type Unit = Site['cpu']['fpu'];
const read = (unit: Unit, z: number, index: number): bigint => (z ? unit.double(index) : unit.single(index));
const write = (unit: Unit, z: number, index: number, bits: bigint): void => (z ? unit.setDouble(index, bits) : unit.setSingle(index, bits));
/** An S register's number, whatever the size of the other operand. */
const singleD = (f: Fields): number => dOf(0, f);
const singleM = (f: Fields): number => mOf(0, f);

const comparison =
  (quiet: boolean, withZero: boolean) =>
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, m] = [dOf(z, f), mOf(z, f)];
    return () => {
      fpu.nzcv = compare(formatOf(z), read(fpu, z, d), withZero ? 0n : read(fpu, z, m), quiet, fpu);
    };
  };

/** RR of VRINTA, N, P, M and VCVTA, N, P, M. */
const directed = [away, nearest, up, down] as const;

const intFromFloat =
  (rounding: (f: Fields, fpu: Unit) => number) =>
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, m, signed] = [singleD(f), mOf(z, f), f.s === 1];
    const values = z ? fpu.doubles : fpu.singles;
    return () => {
      // The way of every cast in C, when nothing is lost or has been before.
      const value = values[m]!;
      const by = rounding(f, fpu);
      const whole = Math.trunc(value);
      if (by === zero && fpu.mode === 0 && Math.abs(value) < 2 ** 31 && (signed || value >= 0) && (whole === value || fpu.flags & 16))
        fpu.words[d] = whole;
      else fpu.setSingle(d, toFixed(formatOf(z), read(fpu, z, m), 0, 32, signed, by, fpu) & 0xffff_ffffn);
    };
  };

const floatFromInt =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, m, signed] = [dOf(z, f), singleM(f), f.s === 1];
    if (z)
      return () => {
        fpu.doubles[d] = signed ? fpu.words[m]! : fpu.words[m]! >>> 0;
      };
    return () => {
      const value = signed ? fpu.words[m]! : fpu.words[m]! >>> 0;
      if (fpu.mode === 0 && (Math.fround(value) === value || fpu.flags & 16)) fpu.singles[d] = value;
      else fpu.setSingle(d, fromFixed(singleFormat, BigInt(value), 0, fpu));
    };
  };

const halfOf = (fpu: Unit) => (fpu.alternativeHalf ? alternativeHalf : half);

const sizeOf = (f: Fields): number => (f.x ? 32 : 16);
/** imm4:i is subtracted from the size. */
const fractionOf = (f: Fields): number => sizeOf(f) - ((f.i & 15) * 2 + f.j);

const fixedFromFloat =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, signed, size, fraction] = [dOf(z, f), f.U === 0, sizeOf(f), fractionOf(f)];
    const wide = z ? 64 : 32;
    return () => write(fpu, z, d, BigInt.asUintN(wide, toFixed(formatOf(z), read(fpu, z, d), fraction, size, signed, zero, fpu)));
  };

const floatFromFixed =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, signed, size, fraction] = [dOf(z, f), f.U === 0, sizeOf(f), fractionOf(f)];
    return () => {
      const bits = BigInt(fpu.words[z ? 2 * d : d]! >>> 0);
      const value = signed ? BigInt.asIntN(size, bits) : BigInt.asUintN(size, bits);
      write(fpu, z, d, fromFixed(formatOf(z), value, fraction, fpu.rounded(nearest)));
    };
  };

const badFraction = (f: Fields): boolean => fractionOf(f) < 0;

const fixed = (name: string, bits: string, make: (precision: Precision) => MakeOp): readonly Row[] =>
  forBoth(name, bits, make, ['D']).map((one) => ({ ...one, unpredictable: badFraction }));

/** A half in the bottom or top half of an S register. */
const fromHalf =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, m] = [dOf(z, f), singleM(f)];
    return () => write(fpu, z, d, convert(halfOf(fpu), formatOf(z), BigInt((fpu.words[m]! >>> (f.t ? 16 : 0)) & 0xffff), fpu));
  };

const toHalf =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const [d, m] = [singleD(f), mOf(z, f)];
    return () => {
      const bits = Number(convert(formatOf(z), halfOf(fpu), read(fpu, z, m), fpu));
      fpu.words[d] = f.t ? (fpu.words[d]! & 0xffff) | (bits << 16) : (fpu.words[d]! & 0xffff_0000) | bits;
    };
  };

const integral = (name: string, bits: string, rounding: (f: Fields, fpu: Unit) => number, exact: boolean): readonly Row[] =>
  forBoth(
    name,
    bits,
    ({ z, of }): MakeOp =>
      (f, { cpu }) => {
        const [unit, d, m] = [of(cpu), dOf(z, f), mOf(z, f)];
        return () => unit.roundToIntegral(d, m, rounding(f, cpu.fpu), exact);
      },
    ['D', 'M'],
  );

/** VFPExpandImm(). */
const immediate =
  ({ z }: Precision): MakeOp =>
  (f, { cpu: { fpu } }) => {
    const d = dOf(z, f);
    const [sign, b, rest] = [f.i >>> 7, (f.i >>> 6) & 1, f.i & 0x3f];
    const word = z
      ? (sign << 31) | ((b ^ 1) << 30) | ((b ? 0xff : 0) << 22) | (rest << 16)
      : (sign << 31) | ((b ^ 1) << 30) | ((b ? 0x1f : 0) << 25) | (rest << 19);
    if (z)
      return () => {
        fpu.words[2 * d] = 0;
        fpu.words[2 * d + 1] = word;
      };
    return () => {
      fpu.words[d] = word;
    };
  };

const mode = (_: Fields, fpu: Unit): number => fpu.rounding;

/** A6.4.1: comparison, rounding, conversion. */
export const floatConvert: readonly Row[] = [
  ...forBoth('VMOV (immediate)', '111011101 D 11 iiii dddd 101z . 0 . 0 iiii', immediate, ['D']),
  ...forBoth('VCMP', '111011101 D 110100 dddd 101z 01 M 0 mmmm', comparison(true, false), ['D', 'M']),
  ...forBoth('VCMPE', '111011101 D 110100 dddd 101z 11 M 0 mmmm', comparison(false, false), ['D', 'M']),
  ...forBoth('VCMP (zero)', '111011101 D 110101 dddd 101z 01 . 0 ....', comparison(true, true), ['D']),
  ...forBoth('VCMPE (zero)', '111011101 D 110101 dddd 101z 11 . 0 ....', comparison(false, true), ['D']),
  ...integral('VRINTR', '111011101 D 110110 dddd 101z 01 M 0 mmmm', mode, false),
  ...integral('VRINTZ', '111011101 D 110110 dddd 101z 11 M 0 mmmm', () => zero, false),
  ...integral('VRINTX', '111011101 D 110111 dddd 101z 01 M 0 mmmm', mode, true),
  ...integral('VRINTA, N, P, M', '111111101 D 1110 rr dddd 101z 01 M 0 mmmm', ({ r }) => directed[r as 0 | 1 | 2 | 3], false),
  ...forBoth(
    'VCVTA, N, P, M',
    '111111101 D 1111 rr dddd 101z s1 M 0 mmmm',
    intFromFloat(({ r }) => directed[r as 0 | 1 | 2 | 3]),
    ['M'],
  ),
  ...forBoth(
    'VCVT (to integer)',
    '111011101 D 11110 s dddd 101z 11 M 0 mmmm',
    intFromFloat(() => zero),
    ['M'],
  ),
  ...forBoth('VCVTR (to integer)', '111011101 D 11110 s dddd 101z 01 M 0 mmmm', intFromFloat(mode), ['M']),
  ...forBoth('VCVT (from integer)', '111011101 D 111000 dddd 101z s1 M 0 mmmm', floatFromInt, ['D']),
  ...fixed('VCVT (to fixed)', '111011101 D 11111 U dddd 101z x1 j 0 iiii', fixedFromFloat),
  ...fixed('VCVT (from fixed)', '111011101 D 11101 U dddd 101z x1 j 0 iiii', floatFromFixed),
  ...forBoth('VCVTB, VCVTT (from half)', '111011101 D 110010 dddd 101z t1 M 0 mmmm', fromHalf, ['D']),
  ...forBoth('VCVTB, VCVTT (to half)', '111011101 D 110011 dddd 101z t1 M 0 mmmm', toHalf, ['M']),
  row(
    'VCVT.F64.F32',
    '111011101 D 110111 dddd 1010 11 M 0 mmmm',
    (f, { cpu: { fpu } }) => {
      const [d, m] = [dOf(1, f), singleM(f)];
      return () => fpu.setDouble(d, convert(singleFormat, doubleFormat, fpu.single(m), fpu));
    },
    { not: noSuch(1, 'D') },
  ),
  row(
    'VCVT.F32.F64',
    '111011101 D 110111 dddd 1011 11 M 0 mmmm',
    (f, { cpu: { fpu } }) => {
      const [d, m] = [singleD(f), mOf(1, f)];
      return () => fpu.setSingle(d, convert(doubleFormat, singleFormat, fpu.double(m), fpu));
    },
    { not: noSuch(1, 'M') },
  ),
];
