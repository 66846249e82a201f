import { HilError } from '../core/errors.ts';
import { handOut } from './handed-out.ts';
import { type Attempt, workerState } from './worker-state.ts';

/** An error to throw at a suite for what no suite may do. It is told whether or not the suite catches it. */
export const suiteMistake = (
  message: string,
  remedy: string,
  attempt: Attempt | undefined = workerState().owner.getStore()?.attempt,
): HilError => {
  const error = handOut(new HilError('suite', message, { remedy }));
  attempt?.mistakes.add(error);
  return error;
};
