import type { Cpu } from './cpu.ts';
import { isWide } from './decoder.ts';

/** A block that does nothing but count a register down to 0, as busy waits do (SDK_DelayAtLeastUs of NXP's SDK: SUB, CMP, BNE). */
export interface Countdown {
  readonly register: number;
  /** Instructions of one turn. */
  readonly instructions: number;
}

const NOP = 0xbf00;
const isBranchIfNotZero = (opcode: number): boolean => opcode >>> 8 === 0xd1;
/** BNE encoding T1, from its own address. */
const targetOf = (opcode: number, address: number): number => (address + 4 + (((opcode & 0xff) << 24) >> 23)) | 0;

/** Undefined for every other block. `addresses` are those of its instructions and of the one behind the last. */
export const countdownOf = (cpu: Cpu, addresses: readonly number[]): Countdown | undefined => {
  const instructions = addresses.length - 1;
  const last = addresses[instructions - 1]!;
  // Whatever holds more than a subtraction, a comparison, a branch and a few NOPs is another loop.
  if (instructions < 2 || instructions > 8) return undefined;
  const opcodes = addresses.slice(0, -1).map((address) => opcodeAt(cpu, address));
  const branch = opcodes.pop()!;
  if (!isBranchIfNotZero(branch) || targetOf(branch, last) !== addresses[0]) return undefined;
  const register = registerCounted(opcodes.filter((opcode) => opcode !== NOP));
  return register === undefined ? undefined : { register, instructions };
};

const opcodeAt = (cpu: Cpu, address: number): number => {
  const first = cpu.memory.fetch16(address) & 0xffff;
  return isWide(first) ? ((first << 16) | (cpu.memory.fetch16(address + 2) & 0xffff)) >>> 0 : first;
};

/** SUBS Rn, #1, or any SUB Rn, #1 with CMP Rn, #0 behind it. */
const registerCounted = ([subtract = 0, compare, ...more]: readonly number[]): number | undefined => {
  const found = subtractions.find(({ mask, bits }) => ((subtract & mask) | 0) === (bits | 0));
  const register = found?.register(subtract);
  if (register === undefined || register > 12 || more.length > 0) return undefined;
  if (compare === undefined) return found!.setsFlags ? register : undefined;
  return compare === (0x2800 | (register << 8)) && register < 8 ? register : undefined;
};

interface Subtraction {
  readonly mask: number;
  readonly bits: number;
  readonly setsFlags: boolean;
  /** Undefined when source and destination differ. */
  readonly register: (opcode: number) => number | undefined;
}

const same = (from: number, to: number): number | undefined => (from === to ? from : undefined);
const wide = (opcode: number): number | undefined => same((opcode >>> 16) & 0xf, (opcode >>> 8) & 0xf);

/** SUB (immediate) with 1: encodings T1, T2, T3 and T4 of A7.7.174. */
const subtractions: readonly Subtraction[] = [
  { mask: 0xffff_ffc0, bits: 0x1e40, setsFlags: true, register: (opcode) => same((opcode >>> 3) & 7, opcode & 7) },
  { mask: 0xffff_f8ff, bits: 0x3801, setsFlags: true, register: (opcode) => (opcode >>> 8) & 7 },
  { mask: 0xfff0_f0ff, bits: 0xf1b0_0001, setsFlags: true, register: wide },
  { mask: 0xfff0_f0ff, bits: 0xf1a0_0001, setsFlags: false, register: wide },
  { mask: 0xfff0_f0ff, bits: 0xf2a0_0001, setsFlags: false, register: wide },
];
