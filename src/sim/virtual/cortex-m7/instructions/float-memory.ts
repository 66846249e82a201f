import type { Fields } from '../pattern.ts';
import { SP } from '../registers.ts';
import { type MakeOp, type Op, type Row, rowsOf } from '../row.ts';
import type { Site } from '../site.ts';
import { dOf, noSuch, precisions } from './float-registers.ts';

const transfer = rowsOf('float-memory');

const wordsOf = (z: number): number => (z ? 2 : 1);

/** VLDR and VSTR: one or two words. */
const one =
  (z: 0 | 1, loads: boolean): MakeOp =>
  (f, site) => {
    const {
      r,
      cpu: {
        fpu: { words },
        memory,
      },
    } = site;
    const first = dOf(z, f) * wordsOf(z);
    const n = f.n === 15 ? site.constant(site.pc & ~3) : f.n;
    const offset = (f.U ? 4 : -4) * f.i;
    const address = (): number => memory.aligned32((r[n]! + offset) | 0);
    if (!z)
      return loads
        ? () => {
            words[first] = memory.load32(address());
          }
        : () => memory.store32(address(), words[first]!);
    if (!loads)
      return () => {
        const from = address();
        memory.store32(from, words[first]!);
        memory.store32((from + 4) | 0, words[first + 1]!);
      };
    return () => {
      const from = address();
      const low = memory.load32(from);
      words[first + 1] = memory.load32((from + 4) | 0);
      words[first] = low;
    };
  };

interface Direction {
  readonly bits: string;
  readonly name: string;
  readonly down: boolean;
}

const directions: readonly Direction[] = [
  { bits: '11101100 1', name: 'IA', down: false },
  { bits: '11101101 0', name: 'DB', down: true },
];

/** Registers of VLDM and VSTM, as words. An odd count of words for doubles is the old FLDMX form, which moves one word less. */
const span = (z: number, f: Fields): { readonly first: number; readonly count: number } => ({
  first: dOf(z, f) * wordsOf(z),
  count: z ? f.i & ~1 : f.i,
});

const badSpan =
  (z: number) =>
  (f: Fields): boolean => {
    const { first, count } = span(z, f);
    return count === 0 || first + count > 32 || (z === 1 && (count > 32 || (f.i & 1) === 1)) || f.n === 15;
  };

const many =
  (z: 0 | 1, loads: boolean, down: boolean): MakeOp =>
  (
    f,
    {
      r,
      cpu: {
        fpu: { words },
        memory,
      },
    }: Site,
  ): Op => {
    const { first, count } = span(z, f);
    const bytes = 4 * f.i;
    return () => {
      const base = r[f.n]!;
      const from = memory.aligned32(down ? (base - bytes) | 0 : base);
      for (let index = 0; index < count; index++) {
        const address = (from + 4 * index) | 0;
        if (loads) words[first + index] = memory.load32(address);
        else memory.store32(address, words[first + index]!);
      }
      if (f.W) r[f.n] = down ? base - bytes : base + bytes;
      if (f.n === SP) r[SP] = r[SP]! & ~3;
    };
  };

const multiples = precisions.flatMap(({ z, name }) =>
  directions.flatMap(({ bits, name: way, down }) => [
    // Decrement-before exists only with write-back.
    transfer(`VSTM${way}.${name}`, `${bits} D W 0 nnnn dddd 101${z} iiiiiiii`, many(z, false, down), {
      not: (f) => noSuch(z, 'D')(f) || (down && !f.W),
      unpredictable: badSpan(z),
    }),
    transfer(`VLDM${way}.${name}`, `${bits} D W 1 nnnn dddd 101${z} iiiiiiii`, many(z, true, down), {
      not: (f) => noSuch(z, 'D')(f) || (down && !f.W),
      unpredictable: badSpan(z),
    }),
  ]),
);

const singles = precisions.flatMap(({ z, name }) => [
  transfer(`VSTR.${name}`, `11101101 U D 00 nnnn dddd 101${z} iiiiiiii`, one(z, false), {
    not: noSuch(z, 'D'),
    unpredictable: ({ n }) => n === 15,
  }),
  transfer(`VLDR.${name}`, `11101101 U D 01 nnnn dddd 101${z} iiiiiiii`, one(z, true), { not: noSuch(z, 'D') }),
]);

/** A6.5: loads and stores of the extension registers. */
export const floatMemory: readonly Row[] = [...multiples, ...singles];
