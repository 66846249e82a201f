import { HilError, type HilErrorOptions } from '../../core/errors.ts';

/** The installer could not be started, does not answer, or says that it failed. */
export class InstallError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
