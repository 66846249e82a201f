import type { Fields } from '../pattern.ts';
import { shifted } from '../registers.ts';
import { type Row, rowsOf } from '../row.ts';
import { asr, lsl, shiftOp } from '../shift.ts';
import { reverseBytes, reverseInHalfwords } from './thumb16-processing.ts';
import { badPair } from './wide-processing.ts';

const row = rowsOf('compute');
const bad = ({ d, n, m }: Fields): boolean => badPair(d) || badPair(n) || badPair(m);
const maskOf = (width: number): number => (width === 32 ? -1 : (1 << width) - 1);
const outside = ({ i, w }: Fields): boolean => i + w + 1 > 32;
const badInsert = ({ i, w }: Fields): boolean => w < i;

const rotated = (value: number, by: number): number => (by === 0 ? value : (value >>> (8 * by)) | (value << (32 - 8 * by)));
const byte = (value: number): number => (value << 24) >> 24;
const half = (value: number): number => (value << 16) >> 16;
/** Two bytes, of bits 7-0 and 23-16, widened to halfwords and added to those of the accumulator. */
const pairs = (base: number, low: number, high: number): number => ((base + low) & 0xffff) | (((base >>> 16) + high) << 16);

const extend = (name: string, op: string, add: (base: number, value: number) => number): readonly Row[] => [
  row(
    name,
    `11111010 0 ${op} nnnn 1111 dddd 1 . rr mmmm`,
    ({ n, d, r: by, m }, { r }) =>
      n === 15
        ? () => {
            r[d] = add(0, rotated(r[m]!, by));
          }
        : () => {
            r[d] = add(r[n]!, rotated(r[m]!, by));
          },
    { unpredictable: ({ d, n, m }) => badPair(d) || n === 13 || badPair(m) },
  ),
];

const clampSigned = (value: number, bits: number): number => Math.max(-(2 ** (bits - 1)), Math.min(2 ** (bits - 1) - 1, value));
const clampUnsigned = (value: number, bits: number): number => Math.max(0, Math.min(2 ** bits - 1, value));

type Clamp = (value: number, bits: number) => number;

const saturate = (name: string, op: string, clamp: Clamp, more: number): Row =>
  row(
    name,
    `11110 . 11 ${op} s 0 nnnn 0 iii dddd ii . wwwww`,
    ({ s, n, i, d, w }, { r, cpu }) => {
      const bits = w + more;
      const shift = shiftOp(r, s ? asr : lsl, shifted, n, i, false);
      return () => {
        shift();
        const value = r[shifted]!;
        const result = clamp(value, bits);
        if (result !== value) cpu.q = 1;
        r[d] = result;
      };
    },
    { not: ({ s, i }) => s === 1 && i === 0, unpredictable: ({ d, n }) => badPair(d) || badPair(n) },
  );

const saturate16 = (name: string, op: string, clamp: Clamp, more: number): Row =>
  row(
    name,
    `11110 . 11 ${op} 1 0 nnnn 0 000 dddd 00 .. wwww`,
    ({ n, d, w }, { r, cpu }) =>
      () => {
        const value = r[n]!;
        const [low, high] = [clamp(half(value), w + more), clamp(value >> 16, w + more)];
        if (low !== half(value) || high !== value >> 16) cpu.q = 1;
        r[d] = (low & 0xffff) | (high << 16);
      },
    { unpredictable: ({ d, n }) => badPair(d) || badPair(n) },
  );

/** A5.3.3 and A5.3.12 to A5.3.15: bit fields, saturation, extension, reversal, packing. */
export const bitField: readonly Row[] = [
  row(
    'SBFX',
    '11110 . 11010 0 nnnn 0 iii dddd ii . wwwww',
    ({ n, d, i, w }, { r }) =>
      () => {
        r[d] = (r[n]! << (31 - i - w)) >> (31 - w);
      },
    { unpredictable: (f) => badPair(f.d) || badPair(f.n) || outside(f) },
  ),
  row(
    'UBFX',
    '11110 . 11110 0 nnnn 0 iii dddd ii . wwwww',
    ({ n, d, i, w }, { r }) => {
      const mask = maskOf(w + 1);
      return () => {
        r[d] = (r[n]! >>> i) & mask;
      };
    },
    { unpredictable: (f) => badPair(f.d) || badPair(f.n) || outside(f) },
  ),
  row(
    'BFC',
    '11110 . 11011 0 1111 0 iii dddd ii . wwwww',
    ({ d, i, w }, { r }) => {
      const keep = ~(maskOf(w - i + 1) << i);
      return () => {
        r[d] = r[d]! & keep;
      };
    },
    { unpredictable: (f) => badPair(f.d) || badInsert(f) },
  ),
  row(
    'BFI',
    '11110 . 11011 0 nnnn 0 iii dddd ii . wwwww',
    ({ n, d, i, w }, { r }) => {
      const mask = maskOf(w - i + 1) << i;
      return () => {
        r[d] = (r[d]! & ~mask) | ((r[n]! << i) & mask);
      };
    },
    { not: ({ n }) => n === 15, unpredictable: (f) => badPair(f.d) || f.n === 13 || badInsert(f) },
  ),
  saturate('SSAT', '00', clampSigned, 1),
  saturate('USAT', '10', clampUnsigned, 0),
  saturate16('SSAT16', '00', clampSigned, 1),
  saturate16('USAT16', '10', clampUnsigned, 0),
  ...extend('SXTAH', '000', (base, value) => base + half(value)),
  ...extend('UXTAH', '001', (base, value) => base + (value & 0xffff)),
  ...extend('SXTAB16', '010', (base, value) => pairs(base, byte(value), byte(value >>> 16))),
  ...extend('UXTAB16', '011', (base, value) => pairs(base, value & 0xff, (value >>> 16) & 0xff)),
  ...extend('SXTAB', '100', (base, value) => base + byte(value)),
  ...extend('UXTAB', '101', (base, value) => base + (value & 0xff)),
  row(
    'REV wide',
    '111110101001 nnnn 1111 dddd 1000 mmmm',
    ({ d, m }, { r }) =>
      () => {
        r[d] = reverseBytes(r[m]!);
      },
    { unpredictable: (f) => bad(f) || f.n !== f.m },
  ),
  row(
    'REV16 wide',
    '111110101001 nnnn 1111 dddd 1001 mmmm',
    ({ d, m }, { r }) =>
      () => {
        r[d] = reverseInHalfwords(r[m]!);
      },
    { unpredictable: (f) => bad(f) || f.n !== f.m },
  ),
  row(
    'RBIT',
    '111110101001 nnnn 1111 dddd 1010 mmmm',
    ({ d, m }, { r }) =>
      () => {
        r[d] = reverseBits(r[m]!);
      },
    { unpredictable: (f) => bad(f) || f.n !== f.m },
  ),
  row(
    'REVSH wide',
    '111110101001 nnnn 1111 dddd 1011 mmmm',
    ({ d, m }, { r }) =>
      () => {
        r[d] = half(reverseInHalfwords(r[m]!));
      },
    { unpredictable: (f) => bad(f) || f.n !== f.m },
  ),
  row(
    'CLZ',
    '111110101011 nnnn 1111 dddd 1000 mmmm',
    ({ d, m }, { r }) =>
      () => {
        r[d] = Math.clz32(r[m]!);
      },
    { unpredictable: (f) => bad(f) || f.n !== f.m },
  ),
  row(
    'PKHBT, PKHTB',
    '111010101100 nnnn . iii dddd ii t 0 mmmm',
    ({ n, d, m, i, t }, { r }) => {
      const shift = shiftOp(r, t ? asr : lsl, shifted, m, i, false);
      if (t)
        return () => {
          shift();
          r[d] = (r[n]! & 0xffff_0000) | (r[shifted]! & 0xffff);
        };
      return () => {
        shift();
        r[d] = (r[shifted]! & 0xffff_0000) | (r[n]! & 0xffff);
      };
    },
    { unpredictable: bad },
  ),
];

const reverseBits = (value: number): number => {
  const swap = (v: number, by: number, mask: number): number => ((v >>> by) & mask) | ((v & mask) << by);
  return reverseBytes(swap(swap(swap(value, 1, 0x5555_5555), 2, 0x3333_3333), 4, 0x0f0f_0f0f));
};
