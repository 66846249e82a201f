import { ConfigError, FirmwareError } from '../core/errors.ts';

/** Whom to wake: nobody, the product's owner, the lab's or the runner's, or whoever typed. */
export const exitCodes = {
  asExpected: 0,
  product: 1,
  lab: 2,
  usage: 3,
  /** Of a command that an error ended: without a finished judgement nothing is the product's. */
  of(error: unknown): number {
    return error instanceof ConfigError || error instanceof FirmwareError ? this.usage : this.lab;
  },
} as const;
