import type { Fields } from '../pattern.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import type { Site } from '../site.ts';
import { badPair } from './wide-processing.ts';

const row = rowsOf('compute');
const bad = { unpredictable: ({ d, n, m, a }: Fields): boolean => badPair(d) || badPair(n) || badPair(m) || a === 13 };
const badLong = { unpredictable: ({ l, h, n, m }: Fields): boolean => badPair(l) || badPair(h) || badPair(n) || badPair(m) || l === h };

const low = (value: number): number => (value << 16) >> 16;
const half = (value: number, top: number): number => (top ? value >> 16 : low(value));
/** Halfwords of Rm exchanged. */
const swapped = (value: number, exchange: number): number => (exchange ? (value >>> 16) | (value << 16) : value);

/** Accumulates with Ra, or with 0 where Ra is 15; sets Q when the sum leaves 32 bits. */
const accumulate =
  ({ r, cpu }: Site, { d, a }: Fields, product: () => number): Op =>
  () => {
    const sum = product() + (a === 15 ? 0 : r[a]!);
    if (sum !== (sum | 0)) cpu.q = 1;
    r[d] = sum;
  };

/** Bits 63-32 of a signed product of 32 bits each. */
export const multiplyHigh = (a: number, b: number): number => {
  const [a0, a1, b0, b1] = [a & 0xffff, a >> 16, b & 0xffff, b >> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carry = (middle & 0xffff) + a0 * b1;
  return (a1 * b1 + Math.floor(middle / 65_536) + Math.floor(carry / 65_536)) | 0;
};

export const multiplyHighUnsigned = (a: number, b: number): number => (multiplyHigh(a, b) + (a < 0 ? b : 0) + (b < 0 ? a : 0)) | 0;

/** RdHi:RdLo = product, with the old pair added or not. */
const long =
  (signed: boolean, accumulates: boolean) =>
  ({ l, h, n, m }: Fields, { r }: Site): Op => {
    const high = signed ? multiplyHigh : multiplyHighUnsigned;
    return () => {
      const [a, b] = [r[n]!, r[m]!];
      const [product, top] = [Math.imul(a, b), high(a, b)];
      if (accumulates) add64(r, l, h, product, top);
      else {
        r[l] = product;
        r[h] = top;
      }
    };
  };

const add64 = (r: Int32Array, l: number, h: number, low32: number, high32: number): void => {
  const sum = (r[l]! >>> 0) + (low32 >>> 0);
  r[l] = sum;
  r[h] = r[h]! + high32 + (sum > 0xffff_ffff ? 1 : 0);
};

/** The sum or difference of two products may have 33 bits. */
const addWide = (r: Int32Array, l: number, h: number, value: number): void => add64(r, l, h, value, Math.floor(value / 2 ** 32));

/** Bits 63-32 of (Ra:0 plus or minus a product), rounded up from bit 31 when asked. */
const mostSignificant =
  (sign: 1 | -1) =>
  ({ d, a, n, m, R }: Fields, { r }: Site): Op =>
  () => {
    const [product, top] = [Math.imul(r[n]!, r[m]!), multiplyHigh(r[n]!, r[m]!)];
    const [low32, high32] = sign === 1 ? [product, top] : [-product | 0, ~top + (product === 0 ? 1 : 0)];
    r[d] = (a === 15 ? 0 : r[a]!) + high32 + (R && low32 < 0 ? 1 : 0);
  };

const divide =
  (signed: boolean) =>
  ({ d, n, m }: Fields, { r, cpu }: Site): Op =>
  () => {
    const by = signed ? r[m]! : r[m]! >>> 0;
    if (by === 0) cpu.dividedByZero();
    r[d] = by === 0 ? 0 : (signed ? r[n]! : r[n]! >>> 0) / by;
  };

const absoluteDifferences = (a: number, b: number): number =>
  [0, 8, 16, 24].reduce((sum, shift) => sum + Math.abs(((a >>> shift) & 0xff) - ((b >>> shift) & 0xff)), 0);

/** A5.3.16, A5.3.17: multiply, multiply accumulate, absolute difference, divide. */
export const multiply: readonly Row[] = [
  row(
    'MUL wide',
    '111110110000 nnnn 1111 dddd 0000 mmmm',
    ({ d, n, m }, { r }) =>
      () => {
        r[d] = Math.imul(r[n]!, r[m]!);
      },
    bad,
  ),
  row(
    'MLA',
    '111110110000 nnnn aaaa dddd 0000 mmmm',
    ({ d, n, m, a }, { r }) =>
      () => {
        r[d] = Math.imul(r[n]!, r[m]!) + r[a]!;
      },
    { not: ({ a }) => a === 15, ...bad },
  ),
  row(
    'MLS',
    '111110110000 nnnn aaaa dddd 0001 mmmm',
    ({ d, n, m, a }, { r }) =>
      () => {
        r[d] = r[a]! - Math.imul(r[n]!, r[m]!);
      },
    {
      unpredictable: (f) => bad.unpredictable(f) || f.a === 15,
    },
  ),
  row(
    'SMLAxy, SMULxy',
    '111110110001 nnnn aaaa dddd 00 N M mmmm',
    (f, site) => {
      const { r } = site;
      return accumulate(site, f, () => half(r[f.n]!, f.N) * half(r[f.m]!, f.M));
    },
    bad,
  ),
  row(
    'SMLAD, SMUAD',
    '111110110010 nnnn aaaa dddd 000 M mmmm',
    (f, site) => {
      const { r } = site;
      return accumulate(site, f, () => {
        const [x, y] = [r[f.n]!, swapped(r[f.m]!, f.M)];
        return low(x) * low(y) + (x >> 16) * (y >> 16);
      });
    },
    bad,
  ),
  row(
    'SMLAWy, SMULWy',
    '111110110011 nnnn aaaa dddd 000 M mmmm',
    (f, site) => {
      const { r } = site;
      return accumulate(site, f, () => Math.floor((r[f.n]! * half(r[f.m]!, f.M)) / 65_536));
    },
    bad,
  ),
  row(
    'SMLSD, SMUSD',
    '111110110100 nnnn aaaa dddd 000 M mmmm',
    (f, site) => {
      const { r } = site;
      return accumulate(site, f, () => {
        const [x, y] = [r[f.n]!, swapped(r[f.m]!, f.M)];
        return low(x) * low(y) - (x >> 16) * (y >> 16);
      });
    },
    bad,
  ),
  row('SMMLA, SMMUL', '111110110101 nnnn aaaa dddd 000 R mmmm', mostSignificant(1), bad),
  row('SMMLS', '111110110110 nnnn aaaa dddd 000 R mmmm', mostSignificant(-1), { unpredictable: (f) => bad.unpredictable(f) || f.a === 15 }),
  row(
    'USADA8, USAD8',
    '111110110111 nnnn aaaa dddd 0000 mmmm',
    ({ d, n, m, a }, { r }) =>
      () => {
        r[d] = (a === 15 ? 0 : r[a]!) + absoluteDifferences(r[n]!, r[m]!);
      },
    bad,
  ),
  row('SMULL', '111110111000 nnnn llll hhhh 0000 mmmm', long(true, false), badLong),
  row('UMULL', '111110111010 nnnn llll hhhh 0000 mmmm', long(false, false), badLong),
  row('SMLAL', '111110111100 nnnn llll hhhh 0000 mmmm', long(true, true), badLong),
  row('UMLAL', '111110111110 nnnn llll hhhh 0000 mmmm', long(false, true), badLong),
  row('SDIV', '111110111001 nnnn 1111 dddd 1111 mmmm', divide(true), bad),
  row('UDIV', '111110111011 nnnn 1111 dddd 1111 mmmm', divide(false), bad),
  row(
    'SMLALxy',
    '111110111100 nnnn llll hhhh 10 N M mmmm',
    ({ l, h, n, m, N, M }, { r }) =>
      () => {
        addWide(r, l, h, half(r[n]!, N) * half(r[m]!, M));
      },
    badLong,
  ),
  row(
    'SMLALD',
    '111110111100 nnnn llll hhhh 110 M mmmm',
    ({ l, h, n, m, M }, { r }) =>
      () => {
        const [x, y] = [r[n]!, swapped(r[m]!, M)];
        addWide(r, l, h, low(x) * low(y) + (x >> 16) * (y >> 16));
      },
    badLong,
  ),
  row(
    'SMLSLD',
    '111110111101 nnnn llll hhhh 110 M mmmm',
    ({ l, h, n, m, M }, { r }) =>
      () => {
        const [x, y] = [r[n]!, swapped(r[m]!, M)];
        addWide(r, l, h, low(x) * low(y) - (x >> 16) * (y >> 16));
      },
    badLong,
  ),
  row(
    'UMAAL',
    '111110111110 nnnn llll hhhh 0110 mmmm',
    ({ l, h, n, m }, { r }) =>
      () => {
        const [a, b, x, y] = [r[n]!, r[m]!, r[l]! >>> 0, r[h]! >>> 0];
        const sum = (Math.imul(a, b) >>> 0) + x + y;
        r[l] = sum;
        r[h] = multiplyHighUnsigned(a, b) + Math.floor(sum / 2 ** 32);
      },
    badLong,
  ),
];
