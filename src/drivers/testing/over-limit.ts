import type { Duration } from '../../core/time.ts';
import { rejection } from './rejection.ts';

/** The error of a command without end, at the first limit within which a busy host has begun it. */
export const overLimit = async (
  run: (timeout: Duration) => Promise<unknown>,
  hasBegun: (error: Error) => boolean,
): ReturnType<typeof rejection> => {
  for (let seconds = 1; ; seconds *= 4) {
    const error = await rejection(run(`${seconds}s`));
    if (hasBegun(error) || seconds > 60) return error;
  }
};
