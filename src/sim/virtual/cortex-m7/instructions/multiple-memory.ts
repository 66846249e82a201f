import type { Fields } from '../pattern.ts';
import { PC, SP } from '../registers.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import { type Site, source } from '../site.ts';
import { listed, loadMultiple, storeMultiple } from './memory-ops.ts';
import { badPair } from './wide-processing.ts';

const multiple = rowsOf('multiple');
const dual = rowsOf('memory');
const branch = rowsOf('branch');

const count = (list: number): number => listed(list).length;
const back = (writes: number, bytes: number): number | undefined => (writes ? bytes : undefined);
const badList = ({ n, l, W }: Fields): boolean => n === 15 || count(l) < 2 || (l & 0x2000) !== 0 || (W === 1 && ((l >>> n) & 1) === 1);
const badLoad = (f: Fields): boolean => badList(f) || (f.l & 0xc000) === 0xc000;
const badStore = (f: Fields): boolean => badList(f) || (f.l & 0x8000) !== 0;

/** Two words at base plus offset; P pre-indexes, W writes back. */
const pairAddress = ({ P, U, i }: Fields): { readonly access: number; readonly moved: number } => {
  const moved = (U ? 4 : -4) * i;
  return { access: P ? moved : 0, moved };
};

const loadDual = (f: Fields, site: Site): Op => {
  const { r, cpu } = site;
  const { memory } = cpu;
  const { access, moved } = pairAddress(f);
  const n = f.n === PC ? site.constant(site.pc & ~3) : f.n;
  return () => {
    const base = r[n]!;
    const from = memory.aligned32((base + access) | 0);
    const [first, second] = [memory.load32(from), memory.load32((from + 4) | 0)];
    if (f.W) r[n] = n === SP ? (base + moved) & ~3 : base + moved;
    r[f.t] = first;
    r[f.u] = second;
  };
};

const storeDual = (f: Fields, { r, cpu }: Site): Op => {
  const { memory } = cpu;
  const { access, moved } = pairAddress(f);
  return () => {
    const base = r[f.n]!;
    const from = memory.aligned32((base + access) | 0);
    memory.store32(from, r[f.t]!);
    memory.store32((from + 4) | 0, r[f.u]!);
    if (f.W) r[f.n] = f.n === SP ? (base + moved) & ~3 : base + moved;
  };
};

const badDual = ({ t, u, n, W }: Fields): boolean => badPair(t) || badPair(u) || (W === 1 && (n === t || n === u || n === 15));

type Size = 8 | 16 | 32;

/** The local monitor of a single core with uncached memory: any store of its own leaves it alone, an exception clears it. */
const loadExclusive =
  (size: Size) =>
  ({ t, n, i }: Fields, { r, cpu }: Site): Op =>
  () => {
    const address = cpu.memory.exclusive((r[n]! + 4 * i) | 0, size);
    cpu.monitor = address;
    r[t] = cpu.memory.load(address, size);
  };

const storeExclusive =
  (size: Size) =>
  ({ d, t, n, i }: Fields, { r, cpu }: Site): Op =>
  () => {
    const address = cpu.memory.exclusive((r[n]! + 4 * i) | 0, size);
    const holds = cpu.monitor === address;
    cpu.monitor = undefined;
    if (holds) cpu.memory.store(address, r[t]!, size);
    r[d] = holds ? 0 : 1;
  };

const badExclusive = { unpredictable: ({ t, n }: Fields): boolean => badPair(t) || n === 15 };
const badStoreExclusive = { unpredictable: ({ d, t, n }: Fields): boolean => badPair(d) || badPair(t) || n === 15 || d === n || d === t };

const tableBranch =
  (half: boolean) =>
  ({ n, m }: Fields, site: Site): Op => {
    const { r, cpu, pc } = site;
    const base = source(site, n);
    site.ends = true;
    return () => {
      const entry = half ? cpu.memory.load16((r[base]! + 2 * r[m]!) | 0) : cpu.memory.load8((r[base]! + r[m]!) | 0);
      r[PC] = pc + 2 * entry;
    };
  };

/** A5.3.5, A5.3.6: multiple, dual and exclusive loads and stores, table branches. */
export const multipleMemory: readonly Row[] = [
  multiple('STM T2', '1110100010 W 0 nnnn llllllllllllllll', ({ n, l, W }, site) => storeMultiple(site, n, l, 0, back(W, 4 * count(l))), {
    unpredictable: badStore,
  }),
  multiple('LDM T2', '1110100010 W 1 nnnn llllllllllllllll', ({ n, l, W }, site) => loadMultiple(site, n, l, 0, back(W, 4 * count(l))), {
    unpredictable: badLoad,
  }),
  multiple(
    'STMDB',
    '1110100100 W 0 nnnn llllllllllllllll',
    ({ n, l, W }, site) => storeMultiple(site, n, l, -4 * count(l), back(W, -4 * count(l))),
    { unpredictable: badStore },
  ),
  multiple(
    'LDMDB',
    '1110100100 W 1 nnnn llllllllllllllll',
    ({ n, l, W }, site) => loadMultiple(site, n, l, -4 * count(l), back(W, -4 * count(l))),
    { unpredictable: badLoad },
  ),
  dual('STRD', '1110100 P U 1 W 0 nnnn tttt uuuu iiiiiiii', storeDual, {
    not: ({ P, W }) => P === 0 && W === 0,
    unpredictable: (f) => badDual(f) || f.n === 15,
  }),
  dual('LDRD', '1110100 P U 1 W 1 nnnn tttt uuuu iiiiiiii', loadDual, {
    not: ({ P, W }) => P === 0 && W === 0,
    unpredictable: (f) => badDual(f) || f.t === f.u,
  }),
  dual('STREX', '111010000100 nnnn tttt dddd iiiiiiii', storeExclusive(32), badStoreExclusive),
  dual('LDREX', '111010000101 nnnn tttt 1111 iiiiiiii', loadExclusive(32), badExclusive),
  dual('STREXB', '111010001100 nnnn tttt 1111 0100 dddd', storeExclusive(8), badStoreExclusive),
  dual('STREXH', '111010001100 nnnn tttt 1111 0101 dddd', storeExclusive(16), badStoreExclusive),
  dual('LDREXB', '111010001101 nnnn tttt 1111 0100 1111', loadExclusive(8), badExclusive),
  dual('LDREXH', '111010001101 nnnn tttt 1111 0101 1111', loadExclusive(16), badExclusive),
  branch('TBB', '111010001101 nnnn 1111 0000 0000 mmmm', tableBranch(false), { unpredictable: ({ n, m }) => n === 13 || badPair(m) }),
  branch('TBH', '111010001101 nnnn 1111 0000 0001 mmmm', tableBranch(true), { unpredictable: ({ n, m }) => n === 13 || badPair(m) }),
];
