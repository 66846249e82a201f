import { HilError, type HilErrorOptions } from '../../../core/errors.ts';

/** A step of the preparation failed: no network, no room, a source that changed. Nothing half made is left where it could be used. */
export class PrepareError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
