import type { Cpu } from './cpu.ts';
import { conditions } from './registers.ts';

/** Where an instruction stands: what its decoding may depend on besides its own bits, and what it says about the block around it. */
export interface Site {
  readonly cpu: Cpu;
  readonly r: Int32Array;
  readonly address: number;
  /** 2 or 4 bytes. */
  readonly size: number;
  /** Inside an IT block 16-bit data processing leaves the flags alone. */
  readonly inIt: boolean;
  /** The place of a constant in the register file. */
  readonly constant: (value: number) => number;
  /** What reading the PC gives: this instruction's address plus 4. */
  readonly pc: number;
  /** Set by instructions that may go elsewhere or change what comes after: nothing may follow them in a block. */
  ends: boolean;
  /** Set by IT: the ITSTATE of the next instruction. */
  it: number;
}

/** The place of a source register: the PC is a constant of its own for each instruction. */
export const source = (site: Site, register: number): number => (register === 15 ? site.constant(site.pc) : register);

/** ITAdvance(). */
export const advanceIt = (it: number): number => ((it & 7) === 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f));

export const conditionOf = (it: number): ((r: Int32Array) => boolean) => conditions[it >>> 4]!;
