import { HilError } from '../../core/errors.ts';

const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Until it is disposed of, code of the lab, such as a report, ends no run before its time: `process.exit` throws a lab error, and `onBroken` takes
 * what is thrown with nobody listening.
 */
export const guardProcess = (onBroken: (cause: unknown) => void): Disposable => {
  const { exit } = process;
  const others = events.map((event) => [event, process.listeners(event as 'uncaughtException')] as const);
  process.exit = (code) => {
    throw new HilError('lab', `code of the lab called process.exit(${code ?? ''}), which would have ended the run without its reports`, {
      remedy: 'throw an error instead, or return',
    });
  };
  for (const [event] of others) process.removeAllListeners(event).on(event, onBroken);
  return {
    [Symbol.dispose]() {
      process.exit = exit;
      for (const [event, listeners] of others) {
        process.off(event, onBroken);
        for (const listener of listeners) process.on(event, listener);
      }
    },
  };
};
