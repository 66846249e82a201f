import { HilError, type HilErrorOptions } from '../../core/errors.ts';

/** A labgrid coordinator that does not answer, or a place that cannot be had, used or kept. */
export class PlaceError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
