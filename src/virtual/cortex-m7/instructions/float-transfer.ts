import type { Fields } from '../pattern.ts';
import { SP, writeFlags } from '../registers.ts';
import { type MakeOp, type Op, type Row, rowsOf } from '../row.ts';
import type { Site } from '../site.ts';
import { dOf, nOf, noSuch, precisions } from './float-registers.ts';
import { badPair } from './wide-processing.ts';

const move = rowsOf('float');
const transfer = rowsOf('float-memory');

const wordsOf = (z: number): number => (z ? 2 : 1);

/** VLDR and VSTR: one or two words. */
const one = (z: 0 | 1, loads: boolean): MakeOp => (f, site) => {
  const { r, cpu: { fpu: { words }, memory } } = site;
  const first = dOf(z, f) * wordsOf(z);
  const n = f.n === 15 ? site.constant(site.pc & ~3) : f.n;
  const offset = (f.U ? 4 : -4) * f.i;
  const address = (): number => memory.aligned32((r[n]! + offset) | 0);
  if (!z) return loads ? () => { words[first] = memory.load32(address()); } : () => memory.store32(address(), words[first]!);
  if (!loads) return () => {
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

const badSpan = (z: number) => (f: Fields): boolean => {
  const { first, count } = span(z, f);
  return count === 0 || first + count > 32 || (z === 1 && (count > 32 || (f.i & 1) === 1)) || f.n === 15;
};

const many = (z: 0 | 1, loads: boolean, down: boolean): MakeOp => (f, { r, cpu: { fpu: { words }, memory } }: Site): Op => {
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

const multiples = precisions.flatMap(({ z, name }) => directions.flatMap(({ bits, name: way, down }) => [
  // Decrement-before exists only with write-back.
  transfer(`VSTM${way}.${name}`, `${bits} D W 0 nnnn dddd 101${z} iiiiiiii`, many(z, false, down), { not: (f) => noSuch(z, 'D')(f) || (down && !f.W), unpredictable: badSpan(z) }),
  transfer(`VLDM${way}.${name}`, `${bits} D W 1 nnnn dddd 101${z} iiiiiiii`, many(z, true, down), { not: (f) => noSuch(z, 'D')(f) || (down && !f.W), unpredictable: badSpan(z) }),
]));

const singles = precisions.flatMap(({ z, name }) => [
  transfer(`VSTR.${name}`, `11101101 U D 00 nnnn dddd 101${z} iiiiiiii`, one(z, false), { not: noSuch(z, 'D'), unpredictable: ({ n }) => n === 15 }),
  transfer(`VLDR.${name}`, `11101101 U D 01 nnnn dddd 101${z} iiiiiiii`, one(z, true), { not: noSuch(z, 'D') }),
]);

/** The pair Sm, Sm+1 or the double Dm, as the number of its first word. */
const pairOf = (z: number, f: Fields): number => (z ? 2 * ((f.M << 4) | f.m) : (f.m << 1) | f.M);

const pairs = precisions.flatMap(({ z, name }) => [
  move(`VMOV (two core to ${name})`, `11101100 0100 uuuu tttt 101${z} 00 M 1 mmmm`, (f, { r, cpu: { fpu: { words } } }) => {
    const first = pairOf(z, f);
    return () => { words[first] = r[f.t]!; words[first + 1] = r[f.u]!; };
  }, { not: noSuch(z, 'M'), unpredictable: (f) => badPair(f.t) || badPair(f.u) || pairOf(z, f) > 30 }),
  move(`VMOV (${name} to two core)`, `11101100 0101 uuuu tttt 101${z} 00 M 1 mmmm`, (f, { r, cpu: { fpu: { words } } }) => {
    const first = pairOf(z, f);
    return () => { r[f.t] = words[first]!; r[f.u] = words[first + 1]!; };
  }, { not: noSuch(z, 'M'), unpredictable: (f) => badPair(f.t) || badPair(f.u) || f.t === f.u || pairOf(z, f) > 30 }),
]);

const badTarget = { unpredictable: ({ t }: Fields): boolean => badPair(t) };

/** A6.5 to A6.7: moves between register files, and loads and stores of the extension registers. */
export const floatTransfer: readonly Row[] = [
  ...multiples,
  ...singles,
  ...pairs,
  move('VMOV (core to single)', '11101110 0000 nnnn tttt 1010 N .. 1 ....', (f, { r, cpu: { fpu: { words } } }) => {
    const n = nOf(0, f);
    return () => { words[n] = r[f.t]!; };
  }, badTarget),
  move('VMOV (single to core)', '11101110 0001 nnnn tttt 1010 N .. 1 ....', (f, { r, cpu: { fpu: { words } } }) => {
    const n = nOf(0, f);
    return () => { r[f.t] = words[n]!; };
  }, badTarget),
  move('VMOV (core to scalar)', '11101110 00 h 0 nnnn tttt 1011 N 00 1 ....', (f, { r, cpu: { fpu: { words } } }) => {
    const n = 2 * f.n + f.h;
    return () => { words[n] = r[f.t]!; };
  }, { not: noSuch(1, 'N'), ...badTarget }),
  move('VMOV (scalar to core)', '11101110 00 h 1 nnnn tttt 1011 N 00 1 ....', (f, { r, cpu: { fpu: { words } } }) => {
    const n = 2 * f.n + f.h;
    return () => { r[f.t] = words[n]!; };
  }, { not: noSuch(1, 'N'), ...badTarget }),
  move('VMSR', '11101110 1110 0001 tttt 1010 ... 1 ....', (f, { r, cpu: { fpu } }) => () => { fpu.fpscr = r[f.t]!; }, badTarget),
  move('VMRS', '11101110 1111 0001 tttt 1010 ... 1 ....', (f, { r, cpu: { fpu } }) =>
    f.t === 15 ? () => writeFlags(r, fpu.nzcv << 28) : () => { r[f.t] = fpu.fpscr; }, { unpredictable: ({ t }) => t === 13 }),
];
