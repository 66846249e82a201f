import { InvalidArgumentError } from '@commander-js/extra-typings';
import { type Duration, toMs } from '../core/time.ts';

/** Host milliseconds of `10min`. Throws InvalidArgumentError. */
export const waitOf = (text: string): number => {
  try {
    return toMs(text as Duration);
  } catch {
    throw new InvalidArgumentError('a duration is wanted, such as 30s, 10min or 2h.');
  }
};
