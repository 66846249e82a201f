import { HilError, type HilErrorOptions } from '../../core/errors.ts';

/** A board is somebody else's, or nobody can say whose it is. Nothing was touched. */
export class LeaseError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}

/** The board is another's by now. */
export const takenAway = (holder: string): LeaseError =>
  new LeaseError(`the board was taken away by ${holder}`, { remedy: 'see hil leases, and ask whoever has it' });
