import { seededRandom } from '../../random.ts';
import { rows } from '../decoder.ts';
import { encode, type FieldName, type Fields, fieldsOf } from '../pattern.ts';
import type { Row } from '../row.ts';
import { bitsOf, corners, doubleBitsOf, doubleCorners, singleCorners } from './case-values.ts';

/** Registers with a duty in memory rows: two bases, two offsets, a branch target, a 0. Nothing else is written there. */
const bases = [6, 8];
const offsets = [7, 10];
const target = 11;
const zero = 12;
/** Base of exclusive accesses: always aligned. */
const exclusive = 9;
const kept = new Set([...bases, ...offsets, target, zero, exclusive, 13, 15]);
const keptList = [...kept].reduce((list, register) => list | (1 << register), 0);

export const scratch = 0x2000_8000;

/** One piece of code with the registers it starts with. */
export interface Case {
  readonly code: readonly number[];
  readonly names: readonly string[];
  readonly core: Uint32Array;
  readonly apsr: number;
  readonly fpscr: number;
  readonly floats: Uint32Array;
}

/** Never drawn: they wait, or they leave no way back to the harness. */
const isLeftOut = ({ name }: Row): boolean => /^(WF[IE]|SVC|BKPT|IT |unallocated hint)/.test(name);
export const drawnRows = rows.filter((row) => !isLeftOut(row));

const inItBlock = drawnRows.filter(
  ({ kind, name }) =>
    (kind === 'compute' || kind === 'memory' || kind === 'float') && !/^(V(SEL|MAXNM|MINNM|RINTA|CVTA)|CLREX|STREX)/.test(name),
);

export class CaseGenerator {
  readonly #random: () => number;
  readonly #draws: readonly Row[];
  #next = 0;

  constructor(seed: number, draws: readonly Row[] = drawnRows) {
    this.#random = seededRandom(seed).next;
    this.#draws = draws;
  }

  /** Code of `count` rows for this address. Rows come in turn, so that each is drawn equally often. */
  case(address: number, count: number): Case {
    const code: number[] = [];
    const names: string[] = [];
    const core = this.#core();
    for (let index = 0; index < count; index++) {
      const row = this.#draws[this.#next++ % this.#draws.length]!;
      if (this.#chance(0.12)) this.#itBlock(code, names);
      if (row.kind === 'branch') this.#branch(row, code, names, core, address);
      else this.#plain(row, code, names);
    }
    code.push(0xdf00);
    return { code, names, core, apsr: this.#below(32) * 2 ** 27 + this.#below(16) * 2 ** 16, fpscr: this.#fpscr(), floats: this.#floats() };
  }

  #plain(row: Row, code: number[], names: string[]): void {
    names.push(row.name);
    const fields = this.#fields(row);
    if (/^STREX/.test(row.name)) this.#monitor(row, code, names, fields);
    push(code, row, fields);
  }

  /**
   * Before a store exclusive either the load of the same size and place, or CLREX: another size is UNPREDICTABLE, and QEMU looks at the monitor
   * before the alignment, where the manual has it the other way round.
   */
  #monitor({ name }: Row, code: number[], names: string[], { n, i }: Fields): void {
    const wanted = this.#chance(0.3) ? 'CLREX' : name.replace('ST', 'LD');
    const before = rows.find((row) => row.name === wanted);
    if (!before) return;
    names.push(before.name);
    push(code, before, { ...none, n, i, t: 0 });
  }

  #itBlock(code: number[], names: string[]): void {
    const length = 1 + this.#below(4);
    const condition = this.#below(14);
    const mask = (this.#below(2 ** (length - 1)) << (5 - length)) | (1 << (4 - length));
    code.push(0xbf00 | (condition << 4) | mask);
    names.push('IT T1');
    for (let index = 0; index < length; index++) this.#plain(inItBlock[this.#below(inItBlock.length)]!, code, names);
  }

  /** Forward over a halfword or two, into what follows. Tables and undefined instructions need no operands. */
  #branch(row: Row, code: number[], names: string[], core: Uint32Array, address: number): void {
    names.push(row.name);
    if (/^TB/.test(row.name)) {
      push(code, row, { ...none, n: 15, m: zero });
      code.push(...(row.name === 'TBB' ? [0x0202, 0x0202] : [2, 2]));
      return;
    }
    const wide = row.pattern.bits === 32;
    const fields = this.#raw(row);
    // J1 and J2 are inverted in B T4 and BL: for a short way ahead both are 1.
    const far = /^B(L| T4)/.test(row.name) ? { j: 1, k: 1 } : { j: 0, k: 0 };
    push(code, row, { ...fields, ...far, S: 0, i: wide ? 1 : 0, m: target, c: this.#below(14), n: this.#below(6) });
    code.push(0x3001, 0x3001);
    if (/^BL?X/.test(row.name)) core[target] = address + 2 * (code.length - 1) + 1;
  }

  /** Operands that the manual allows, with the harness's registers where an address is meant. */
  #fields(row: Row): Fields {
    for (;;) {
      const fields = this.#allowed(row, this.#raw(row));
      if (!row.not?.(fields) && !row.unpredictable?.(fields) && !this.#isUnfit(row, fields)) return fields;
    }
  }

  #raw(row: Row): Fields {
    const fields = { ...none };
    for (const [name, bits] of row.pattern.fields) fields[name] = this.#below(2 ** bits.length);
    return fields;
  }

  #allowed({ kind, name, pattern }: Row, fields: Fields): Fields {
    const low = pattern.fields.find(([field]) => field === 'n')?.[1].length === 3;
    const base = { n: low ? 6 : this.#of(bases), m: low ? 7 : this.#of(offsets) };
    if (/REX/.test(name)) return { ...fields, n: exclusive };
    if (kind === 'memory') return { ...fields, ...base };
    if (kind === 'float-memory') return { ...fields, n: base.n, i: /M(IA|DB)/.test(name) ? fields.i % 33 : fields.i };
    if (kind === 'multiple')
      return {
        ...fields,
        n: low ? 6 : this.#of([...bases, 13]),
        P: 0,
        l: /^(LDM|POP)/.test(name) ? fields.l & ~keptList : fields.l & ~0xa000,
      };
    if (name === 'MSR') return { ...fields, s: this.#of([0, 1, 2, 3, 5, 16, 17, 18]) };
    if (name === 'MRS') return { ...fields, s: this.#of([0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 17, 18, 19, 20]) };
    if (name === 'CPS T1') return { ...fields, f: 0 };
    return fields;
  }

  /** A destination that has a duty, or a program counter where it would be read as code. */
  #isUnfit({ pattern, name, kind }: Row, fields: Fields): boolean {
    const destinations: readonly FieldName[] = kind === 'float' || kind === 'float-memory' ? ['t', 'u'] : ['d', 't', 'u', 'l', 'h'];
    if (kind === 'multiple') return false;
    // A branch to a random place.
    if (/^LDR /.test(name) && fields.t === 15) return true;
    if (kind === 'float' && /core to|^VMSR/.test(name)) return false;
    if (/^(ADD|MOV|CMP) \(register\) T[12]/.test(name) && pattern.bits === 16 && pattern.fields.some(([field]) => field === 'D'))
      return kept.has(fields.d | (fields.D << 3));
    if (/^STREX/.test(name)) return kept.has(fields.d);
    if (/^(STR|VSTR)/.test(name)) return false;
    return pattern.fields.some(
      ([field, bits]) =>
        destinations.includes(field) &&
        (bits.length === 3 || bits.length === 4) &&
        kept.has(fields[field]) &&
        !(field === 'd' && fields.d === 15) &&
        !(field === 't' && fields.t === 15),
    );
  }

  #core(): Uint32Array {
    const core = Uint32Array.from({ length: 14 }, () => this.#word());
    for (const base of bases) core[base] = scratch + 4 * this.#below(256);
    for (const offset of offsets) core[offset] = this.#chance(0.5) ? 4 * this.#below(64) : this.#below(256);
    core[zero] = 0;
    core[exclusive] = scratch + 4 * this.#below(256);
    return core;
  }

  #word(): number {
    if (this.#chance(0.4)) return this.#of(corners);
    if (this.#chance(0.3)) return this.#below(256);
    return this.#below(2 ** 32);
  }

  #fpscr(): number {
    if (this.#chance(0.5)) return this.#chance(0.5) ? 0 : 0x10;
    return ((this.#below(16) << 28) | (this.#below(4) << 22) | (this.#below(4) << 24) | (this.#below(2) ? 0 : this.#below(32))) >>> 0;
  }

  #floats(): Uint32Array {
    const floats = new Uint32Array(32);
    for (let index = 0; index < 32; index += 2) {
      if (this.#chance(0.5)) [floats[index], floats[index + 1]] = [this.#single(), this.#single()];
      else [floats[index], floats[index + 1]] = this.#double();
    }
    return floats;
  }

  #single(): number {
    if (this.#chance(0.3)) return this.#of(singleCorners);
    if (this.#chance(0.4)) return bitsOf(this.#below(2000) - 1000 + this.#of([0, 0.5, 0.25]));
    // Exponents close to each other, so that sums are more than one of their operands.
    if (this.#chance(0.6)) return ((this.#below(2) << 31) | ((120 + this.#below(20)) << 23) | this.#below(2 ** 23)) >>> 0;
    return this.#below(2 ** 32);
  }

  #double(): [number, number] {
    if (this.#chance(0.3)) return this.#of(doubleCorners);
    if (this.#chance(0.3)) return doubleBitsOf(this.#below(2000) - 1000 + this.#of([0, 0.5, 0.25]));
    const low = this.#chance(0.3) ? 0 : this.#below(2 ** 32);
    if (this.#chance(0.6)) return [low, ((this.#below(2) << 31) | ((1010 + this.#below(30)) << 20) | this.#below(2 ** 20)) >>> 0];
    return [low, this.#below(2 ** 32)];
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }

  #of<Value>(values: readonly Value[]): Value {
    return values[this.#below(values.length)]!;
  }
}

const none = fieldsOf(rows[0]!.pattern, 0) as Record<FieldName, number>;

const push = (code: number[], { pattern }: Row, fields: Fields): void => {
  const opcode = encode(pattern, fields);
  if (pattern.bits === 32) code.push(opcode >>> 16);
  code.push(opcode & 0xffff);
};
