import { ArchFault } from './arch-fault.ts';
import type { Block } from './block.ts';
import { countdownOf } from './countdown.ts';
import type { Cpu } from './cpu.ts';
import { findRow, isWide } from './decoder.ts';
import { type Fields, fieldsOf } from './pattern.ts';
import type { Op, Row } from './row.ts';
import { advanceIt, conditionOf, type Site } from './site.ts';

const longest = 32;

/** What a block is while it grows. */
interface Growing {
  readonly ops: Op[];
  readonly addresses: number[];
  readonly its: number[];
  /** An instruction of the block has already made sure that the FPU may be used. */
  usesFloat: boolean;
  ends: boolean;
}

/** Decodes from an address to the next branch. Throws ArchFault when the first instruction cannot be fetched. */
export const decodeBlock = (cpu: Cpu, address: number, it: number): Block => {
  const growing: Growing = { ops: [], addresses: [address], its: [it], usesFloat: false, ends: false };
  do {
    if (!grow(cpu, growing)) break;
  } while (!growing.ends && (growing.ops.length < longest || growing.its.at(-1) !== 0));
  const { ops, addresses, its } = growing;
  const countdown = it === 0 ? countdownOf(cpu, addresses) : undefined;
  return { address, it, ops, addresses, its, countdown, isValid: true, next: undefined, other: undefined };
};

/** False when the next instruction cannot be fetched: it faults when it is reached. */
const grow = (cpu: Cpu, growing: Growing): boolean => {
  const address = growing.addresses.at(-1)!;
  const it = growing.its.at(-1)!;
  const fetched = fetch(cpu, address, growing.ops.length === 0);
  if (!fetched) return false;
  const site: Site = {
    cpu,
    r: cpu.r,
    address,
    size: fetched.bits / 8,
    inIt: it !== 0,
    constant: cpu.constant,
    pc: address + 4,
    ends: false,
    it: it === 0 ? 0 : advanceIt(it),
  };
  growing.ops.push(conditional(site, it, opOf(site, growing, fetched, it)));
  growing.addresses.push((address + fetched.bits / 8) | 0);
  growing.its.push(site.it);
  growing.ends = site.ends;
  return true;
};

interface Fetched {
  readonly opcode: number;
  readonly bits: 16 | 32;
}

const fetch = (cpu: Cpu, address: number, isFirst: boolean): Fetched | undefined => {
  try {
    const first = cpu.memory.fetch16(address) & 0xffff;
    if (!isWide(first)) return { opcode: first, bits: 16 };
    return { opcode: ((first << 16) | (cpu.memory.fetch16(address + 2) & 0xffff)) >>> 0, bits: 32 };
  } catch (error) {
    if (isFirst || !(error instanceof ArchFault)) throw error;
    return undefined;
  }
};

const opOf = (site: Site, growing: Growing, { opcode, bits }: Fetched, it: number): Op => {
  const row = findRow(opcode, bits);
  if (!row || (site.cpu.options.core === 'Cortex-M4' && isBeyondFpv4(row))) return undefinedOp(site, opcode, bits);
  const fields = fieldsOf(row.pattern, opcode);
  const op = toldIfOpen(row, fields, site, row.make(fields, site));
  if (!usesFloat(row) || growing.usesFloat) return op;
  // A conditional instruction may be skipped, so that the one behind it has to ask again.
  if (it === 0) growing.usesFloat = true;
  const { cpu } = site;
  return () => {
    cpu.useFloat();
    op();
  };
};

/** What the manual leaves open a real core decides, and this one cannot know how. */
const toldIfOpen = ({ name, unpredictable }: Row, fields: Fields, { cpu }: Site, op: Op): Op => {
  if (!unpredictable?.(fields)) return op;
  return () => {
    cpu.leftOpen(name);
    op();
  };
};

const usesFloat = ({ kind }: Row): boolean => kind === 'float' || kind === 'float-memory';

const undefinedOp = (site: Site, opcode: number, bits: 16 | 32): Op => {
  const { cpu } = site;
  site.ends = true;
  const text = `undefined instruction 0x${opcode.toString(16).padStart(bits / 4, '0')}`;
  const coprocessor = bits === 32 && (opcode >>> 24 === 0xee || opcode >>> 24 === 0xfe || opcode >>> 25 === 0x76 || opcode >>> 25 === 0x7e);
  if (!coprocessor) return () => cpu.undefined(text);
  const number = (opcode >>> 8) & 0xf;
  return () => cpu.coprocessor(number, text);
};

const conditional = ({ r }: Site, it: number, op: Op): Op => {
  if (it === 0) return op;
  const holds = conditionOf(it);
  return () => {
    if (holds(r)) op();
  };
};

// Loads, stores and moves of a doubleword register work on two single ones, and FPv4-SP has them (A7.5, table A7-18 of the Armv7-M manual).
const movesDoubles = /^V(?:LDM|STM|LDR|STR|MOV \((?:two core|F64 to two core|core to|scalar to))/;

const ofFpv5 = /^V(?:SEL|MAXNM|MINNM|RINT|CVTA)/;

/** True for what a Cortex-M4F takes for undefined: double precision, and what FPv5 added. */
export const isBeyondFpv4 = ({ kind, name }: Row): boolean =>
  kind === 'float' && (ofFpv5.test(name) || (/F64/.test(name) && !movesDoubles.test(name)));
