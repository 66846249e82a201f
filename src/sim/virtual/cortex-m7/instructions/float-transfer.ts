import type { Fields } from '../pattern.ts';
import { writeFlags } from '../registers.ts';
import { type Row, rowsOf } from '../row.ts';
import { nOf, noSuch, precisions } from './float-registers.ts';
import { badPair } from './wide-processing.ts';

const move = rowsOf('float');

/** The pair Sm, Sm+1 or the double Dm, as the number of its first word. */
const pairOf = (z: number, f: Fields): number => (z ? 2 * ((f.M << 4) | f.m) : (f.m << 1) | f.M);

const pairs = precisions.flatMap(({ z, name }) => [
  move(
    `VMOV (two core to ${name})`,
    `11101100 0100 uuuu tttt 101${z} 00 M 1 mmmm`,
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const first = pairOf(z, f);
      return () => {
        words[first] = r[f.t]!;
        words[first + 1] = r[f.u]!;
      };
    },
    { not: noSuch(z, 'M'), unpredictable: (f) => badPair(f.t) || badPair(f.u) || pairOf(z, f) > 30 },
  ),
  move(
    `VMOV (${name} to two core)`,
    `11101100 0101 uuuu tttt 101${z} 00 M 1 mmmm`,
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const first = pairOf(z, f);
      return () => {
        r[f.t] = words[first]!;
        r[f.u] = words[first + 1]!;
      };
    },
    { not: noSuch(z, 'M'), unpredictable: (f) => badPair(f.t) || badPair(f.u) || f.t === f.u || pairOf(z, f) > 30 },
  ),
]);

const badTarget = { unpredictable: ({ t }: Fields): boolean => badPair(t) };

/** A6.6, A6.7: moves between the register files. */
export const floatTransfer: readonly Row[] = [
  ...pairs,
  move(
    'VMOV (core to single)',
    '11101110 0000 nnnn tttt 1010 N .. 1 ....',
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const n = nOf(0, f);
      return () => {
        words[n] = r[f.t]!;
      };
    },
    badTarget,
  ),
  move(
    'VMOV (single to core)',
    '11101110 0001 nnnn tttt 1010 N .. 1 ....',
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const n = nOf(0, f);
      return () => {
        r[f.t] = words[n]!;
      };
    },
    badTarget,
  ),
  move(
    'VMOV (core to scalar)',
    '11101110 00 h 0 nnnn tttt 1011 N 00 1 ....',
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const n = 2 * f.n + f.h;
      return () => {
        words[n] = r[f.t]!;
      };
    },
    { not: noSuch(1, 'N'), ...badTarget },
  ),
  move(
    'VMOV (scalar to core)',
    '11101110 00 h 1 nnnn tttt 1011 N 00 1 ....',
    (
      f,
      {
        r,
        cpu: {
          fpu: { words },
        },
      },
    ) => {
      const n = 2 * f.n + f.h;
      return () => {
        r[f.t] = words[n]!;
      };
    },
    { not: noSuch(1, 'N'), ...badTarget },
  ),
  move(
    'VMSR',
    '11101110 1110 0001 tttt 1010 ... 1 ....',
    (f, { r, cpu: { fpu } }) =>
      () => {
        fpu.fpscr = r[f.t]!;
      },
    badTarget,
  ),
  move(
    'VMRS',
    '11101110 1111 0001 tttt 1010 ... 1 ....',
    (f, { r, cpu: { fpu } }) =>
      f.t === 15
        ? () => writeFlags(r, fpu.nzcv << 28)
        : () => {
            r[f.t] = fpu.fpscr;
          },
    { unpredictable: ({ t }) => t === 13 },
  ),
];
