import type { Fields } from '../pattern.ts';
import { type Row, rowsOf } from '../row.ts';
import { badPair } from './wide-processing.ts';

const row = rowsOf('compute');
const bad = { unpredictable: ({ d, n, m }: Fields): boolean => badPair(d) || badPair(n) || badPair(m) };

/** How a lane's result is kept: wrapped with GE, saturated, or halved. */
interface Treatment {
  readonly prefix: string;
  readonly bits: string;
  readonly signed: boolean;
  readonly keep: (value: number, width: number) => number;
  readonly setsGe: boolean;
}

const clampSigned = (value: number, width: number): number => Math.max(-(2 ** (width - 1)), Math.min(2 ** (width - 1) - 1, value));
const clampUnsigned = (value: number, width: number): number => Math.max(0, Math.min(2 ** width - 1, value));
const same = (value: number): number => value;
const halve = (value: number): number => value >> 1;

const treatments: readonly Treatment[] = [
  { prefix: 'S', bits: '000', signed: true, keep: same, setsGe: true },
  { prefix: 'Q', bits: '001', signed: true, keep: clampSigned, setsGe: false },
  { prefix: 'SH', bits: '010', signed: true, keep: halve, setsGe: false },
  { prefix: 'U', bits: '100', signed: false, keep: same, setsGe: true },
  { prefix: 'UQ', bits: '101', signed: false, keep: clampUnsigned, setsGe: false },
  { prefix: 'UH', bits: '110', signed: false, keep: halve, setsGe: false },
];

/** Lanes of each operation: for each result lane whether it subtracts, and which lane of Rm it takes. */
interface Lanes {
  readonly name: string;
  readonly bits: string;
  readonly width: 8 | 16;
  readonly subtracts: readonly boolean[];
  readonly crossed: boolean;
}

const lanes: readonly Lanes[] = [
  { name: 'ADD16', bits: '001', width: 16, subtracts: [false, false], crossed: false },
  { name: 'ASX', bits: '010', width: 16, subtracts: [true, false], crossed: true },
  { name: 'SAX', bits: '110', width: 16, subtracts: [false, true], crossed: true },
  { name: 'SUB16', bits: '101', width: 16, subtracts: [true, true], crossed: false },
  { name: 'ADD8', bits: '000', width: 8, subtracts: [false, false, false, false], crossed: false },
  { name: 'SUB8', bits: '100', width: 8, subtracts: [true, true, true, true], crossed: false },
];

const laneOf = (value: number, index: number, width: number, signed: boolean): number => {
  const up = value << (32 - width * (index + 1));
  return signed ? up >> (32 - width) : up >>> (32 - width);
};

/** GE of a lane: a result of at least 0, or an unsigned sum that carried. */
const isGreater = (value: number, width: number, subtracts: boolean, signed: boolean): boolean =>
  signed || subtracts ? value >= 0 : value >= 2 ** width;

const parallel = ({ name, bits, width, subtracts, crossed }: Lanes, { prefix, bits: how, signed, keep, setsGe }: Treatment): Row =>
  row(
    `${prefix}${name}`,
    `111110101 ${bits} nnnn 1111 dddd 0 ${how} mmmm`,
    ({ n, d, m }, { r, cpu }) =>
      () => {
        let [result, ge] = [0, 0];
        const [first, second] = [r[n]!, r[m]!];
        for (let index = 0; index < subtracts.length; index++) {
          const b = laneOf(second, crossed ? 1 - index : index, width, signed);
          const value = laneOf(first, index, width, signed) + (subtracts[index] ? -b : b);
          if (isGreater(value, width, subtracts[index]!, signed)) ge |= (width === 16 ? 3 : 1) << ((width / 8) * index);
          result |= (keep(value, width) & (2 ** width - 1)) << (width * index);
        }
        r[d] = result;
        if (setsGe) cpu.ge = ge;
      },
    bad,
  );

const int32 = (value: number): number => clampSigned(value, 32);

const saturating = (
  name: string,
  bits: string,
  compute: (n: number, m: number) => { readonly value: number; readonly doubled: boolean },
): Row =>
  row(
    name,
    `111110101000 nnnn 1111 dddd 10 ${bits} mmmm`,
    ({ n, d, m }, { r, cpu }) =>
      () => {
        const { value, doubled } = compute(r[n]!, r[m]!);
        const result = int32(value);
        if (doubled || result !== value) cpu.q = 1;
        r[d] = result;
      },
    bad,
  );

const doubled = (n: number): { readonly value: number; readonly doubled: boolean } => ({
  value: int32(2 * n),
  doubled: int32(2 * n) !== 2 * n,
});

/** A5.3.13, A5.3.14 and the saturating arithmetic of A5.3.15. */
export const parallelArithmetic: readonly Row[] = [
  ...lanes.flatMap((lane) => treatments.map((treatment) => parallel(lane, treatment))),
  saturating('QADD', '00', (n, m) => ({ value: m + n, doubled: false })),
  saturating('QDADD', '01', (n, m) => ({ value: m + doubled(n).value, doubled: doubled(n).doubled })),
  saturating('QSUB', '10', (n, m) => ({ value: m - n, doubled: false })),
  saturating('QDSUB', '11', (n, m) => ({ value: m - doubled(n).value, doubled: doubled(n).doubled })),
  row(
    'SEL',
    '111110101010 nnnn 1111 dddd 1000 mmmm',
    ({ n, d, m }, { r, cpu }) =>
      () => {
        let mask = 0;
        for (let index = 0; index < 4; index++) if (cpu.ge & (1 << index)) mask |= 0xff << (8 * index);
        r[d] = (r[n]! & mask) | (r[m]! & ~mask);
      },
    bad,
  ),
];
