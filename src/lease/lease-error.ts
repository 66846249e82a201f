import { HilError, type HilErrorOptions } from '../core/errors.ts';

/** A board is somebody else's, or nobody can say whose it is. Nothing was touched. */
export class LeaseError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
