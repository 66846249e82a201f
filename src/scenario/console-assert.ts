import { suiteMistake } from './suite-mistake.ts';
import { workerState } from './worker-state.ts';

const watched = Symbol.for('verdin-hil.console-assert');

/** console.assert() prints and goes on, so that what does not hold there would be a pass. Once for each console: the test library makes new ones. */
export const watchConsoleAssert = (): void => {
  const { assert } = console;
  if (watched in assert) return;
  console.assert = Object.assign(
    (holds?: unknown, message?: string, ...said: unknown[]): void => {
      assert.call(console, Boolean(holds), message, ...said);
      if (holds || !workerState().owner.getStore()?.attempt) return;
      suiteMistake('console.assert() did not hold, and fails nothing: it prints', 'assert with expect(), or with node:assert');
    },
    { [watched]: true },
  );
};
