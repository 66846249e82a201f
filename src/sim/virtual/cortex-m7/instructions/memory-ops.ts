import type { MemoryPort } from '../memory-port.ts';
import { PC, SP } from '../registers.ts';
import type { Op } from '../row.ts';
import type { Site } from '../site.ts';

type Load = (memory: MemoryPort, address: number) => number;
type Store = (memory: MemoryPort, address: number, value: number) => void;

export type Width = 'word' | 'half' | 'byte' | 'signed half' | 'signed byte';

/** Where an access goes: base and offset are places in the register file, the offset shifted left. */
export interface Address {
  readonly n: number;
  readonly m: number;
  readonly by?: number;
  /** Pre-indexed writes base plus offset back, post-indexed accesses the base itself. */
  readonly index?: 'pre' | 'post';
}

type Access = (site: Site, t: number, address: Address) => Op;

// One closure for each width, so that each has its own profile and the port's method is inlined into it.
const plainLoads: Record<Width, (r: Int32Array, memory: MemoryPort, t: number, n: number, m: number, by: number) => Op> = {
  word: (r, memory, t, n, m, by) => () => {
    r[t] = memory.load32((r[n]! + (r[m]! << by)) | 0);
  },
  half: (r, memory, t, n, m, by) => () => {
    r[t] = memory.load16((r[n]! + (r[m]! << by)) | 0);
  },
  byte: (r, memory, t, n, m, by) => () => {
    r[t] = memory.load8((r[n]! + (r[m]! << by)) | 0);
  },
  'signed half': (r, memory, t, n, m, by) => () => {
    r[t] = (memory.load16((r[n]! + (r[m]! << by)) | 0) << 16) >> 16;
  },
  'signed byte': (r, memory, t, n, m, by) => () => {
    r[t] = (memory.load8((r[n]! + (r[m]! << by)) | 0) << 24) >> 24;
  },
};

const plainStores: Record<
  'word' | 'half' | 'byte',
  (r: Int32Array, memory: MemoryPort, t: number, n: number, m: number, by: number) => Op
> = {
  word: (r, memory, t, n, m, by) => () => {
    memory.store32((r[n]! + (r[m]! << by)) | 0, r[t]!);
  },
  half: (r, memory, t, n, m, by) => () => {
    memory.store16((r[n]! + (r[m]! << by)) | 0, r[t]!);
  },
  byte: (r, memory, t, n, m, by) => () => {
    memory.store8((r[n]! + (r[m]! << by)) | 0, r[t]!);
  },
};

const loads: Record<Width, Load> = {
  word: (memory, address) => memory.load32(address),
  half: (memory, address) => memory.load16(address),
  byte: (memory, address) => memory.load8(address),
  'signed half': (memory, address) => (memory.load16(address) << 16) >> 16,
  'signed byte': (memory, address) => (memory.load8(address) << 24) >> 24,
};

const stores: Record<'word' | 'half' | 'byte', Store> = {
  word: (memory, address, value) => memory.store32(address, value),
  half: (memory, address, value) => memory.store16(address, value),
  byte: (memory, address, value) => memory.store8(address, value),
};

export const load =
  (width: Width): Access =>
  (site, t, { n, m, by = 0, index }) => {
    const { r, cpu } = site;
    if (!index && t !== PC && t !== SP) return plainLoads[width](r, cpu.memory, t, n, m, by);
    if (t === PC) site.ends = true;
    return indexedLoad(site, loads[width], t, { n, m, by, ...(index ? { index } : {}) });
  };

/** The base is written after the access, so that a fault leaves it as it was. */
const indexedLoad =
  ({ r, cpu }: Site, read: Load, t: number, { n, m, by = 0, index }: Address): Op =>
  () => {
    const base = r[n]!;
    const moved = (base + (r[m]! << by)) | 0;
    const value = read(cpu.memory, index === 'post' ? base : moved);
    if (index) r[n] = n === SP ? moved & ~3 : moved;
    if (t === PC) cpu.loadPc(value);
    else r[t] = t === SP ? value & ~3 : value;
  };

export const store =
  (width: 'word' | 'half' | 'byte'): Access =>
  ({ r, cpu }, t, { n, m, by = 0, index }) => {
    const { memory } = cpu;
    if (!index) return plainStores[width](r, memory, t, n, m, by);
    const write = stores[width];
    return () => {
      const base = r[n]!;
      const moved = (base + (r[m]! << by)) | 0;
      write(memory, index === 'post' ? base : moved, r[t]!);
      r[n] = n === SP ? moved & ~3 : moved;
    };
  };

/** The register numbers of a list, lowest first. */
export const listed = (list: number): number[] => Array.from({ length: 16 }, (_, index) => index).filter((index) => list & (1 << index));

/** LDM, POP: `start` is the offset of the lowest word from the base, `end` what is added to the base when it is written back. */
export const loadMultiple = (site: Site, n: number, list: number, start: number, end: number | undefined): Op => {
  const { r, cpu } = site;
  const { memory } = cpu;
  const registers = listed(list & 0x7fff);
  const branches = (list & 0x8000) !== 0;
  if (branches) site.ends = true;
  const values = new Int32Array(16);
  return () => {
    const base = r[n]!;
    const from = memory.aligned32((base + start) | 0);
    for (let index = 0; index < registers.length; index++) values[index] = memory.load32((from + 4 * index) | 0);
    const target = branches ? memory.load32((from + 4 * registers.length) | 0) : 0;
    if (end !== undefined) r[n] = base + end;
    for (let index = 0; index < registers.length; index++) r[registers[index]!] = values[index]!;
    r[SP] = r[SP]! & ~3;
    if (branches) cpu.loadPc(target);
  };
};

/** STM, PUSH. */
export const storeMultiple = ({ r, cpu }: Site, n: number, list: number, start: number, end: number | undefined): Op => {
  const { memory } = cpu;
  const registers = listed(list);
  return () => {
    const base = r[n]!;
    const from = memory.aligned32((base + start) | 0);
    for (let index = 0; index < registers.length; index++) memory.store32((from + 4 * index) | 0, r[registers[index]!]!);
    if (end !== undefined) r[n] = base + end;
  };
};
