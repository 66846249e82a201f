import { serialize } from 'node:v8';
import { HilError } from '../core/errors.ts';
import { handOut } from './handed-out.ts';

/** Throws HilError of the suite for arguments of a call on the board that cannot go to another process: functions, symbols, promises, what holds one. */
export const requireData = (call: string, args: readonly unknown[]): void => {
  for (const [index, argument] of args.entries()) {
    try {
      serialize(argument);
    } catch (cause) {
      throw handOut(
        new HilError('suite', `${call}() takes data alone, and its ${ordinals[index] ?? 'last'} argument is ${kindOf(argument)}`, {
          cause,
          remedy:
            'give a text, a number, a regular expression or an object of these: the board lives in another process, so what is to be computed or awaited for a call comes before it',
        }),
      );
    }
  }
};

/** What an argument says that nobody reads would be lost without a word. */
export const tooMany = (takes: number, given: number): string =>
  `takes ${takes === 0 ? 'no argument' : takes === 1 ? 'one argument' : `${takes} arguments`}, and is given ${given}`;

const ordinals = ['first', 'second', 'third'];

const kindOf = (argument: unknown): string => {
  if (typeof argument === 'function') return 'a function';
  if (typeof argument === 'symbol') return 'a symbol';
  return argument instanceof Promise ? 'a promise' : 'an object that holds what is no data, such as a function';
};
