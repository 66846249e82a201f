import type { M7Limit } from './m7-notes.ts';

/** What ends in an exception of the M7: a bus error, an undefined instruction, a jump without the Thumb bit. */
export class CoreFault extends Error {}

/** The core met an instruction that a Cortex-M7 has and this model has not. */
export class BeyondModel extends Error {
  readonly limit: M7Limit;
  constructor(name: string) {
    super(`\`${name}\` is not modelled`);
    this.limit = { kind: 'instruction', name, fatal: true };
  }
}

export const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
