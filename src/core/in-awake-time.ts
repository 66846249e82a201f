import { startAwakeTimer } from './awake-time.ts';
import { untilAborted } from './time.ts';

/** Waits for code of the lab's own, which may never answer. Throws what `late` gives once this program has run for `ms` host milliseconds. */
export const inAwakeTime = async <T>(answer: Promise<T>, ms: number, late: () => Error): Promise<T> => {
  using timer = startAwakeTimer(ms);
  try {
    return await untilAborted(answer, timer.signal);
  } catch (cause) {
    throw cause === timer.signal.reason ? late() : cause;
  }
};
