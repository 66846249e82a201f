import { ConfigError, FirmwareError, HilError } from '../core/errors.ts';

/** Whom to wake: nobody, the product's owner, the lab's or the runner's, or whoever typed. */
export const exitCodes = {
  asExpected: 0,
  product: 1,
  lab: 2,
  usage: 3,
  of(error: unknown): number {
    if (error instanceof ConfigError || error instanceof FirmwareError) return this.usage;
    return error instanceof HilError && error.fault === 'dut' ? this.product : this.lab;
  },
} as const;
