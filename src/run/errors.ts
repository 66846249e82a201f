import { type Fault, HilError, type HilErrorOptions } from '../core/errors.ts';

/** A scenario took longer than it may. The product's fault while a call on the board was pending, else the suite's. */
export class ScenarioTimeoutError extends HilError {}

/**
 * The board was not ready for a scenario in time. Boots, logins and commands have limits of their own, and what exceeds one of them is said as such:
 * what is left is a lab that is too slow, and says nothing about the product.
 */
export class NotReadyError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}

/** Somebody stopped the run. */
export class InterruptedError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('runner', message, options);
  }
}

/** A process of the run died or stopped answering. */
export class ProcessLostError extends HilError {
  constructor(message: string, options: HilErrorOptions & { readonly fault?: Fault } = {}) {
    super(options.fault ?? 'runner', message, options);
  }
}
