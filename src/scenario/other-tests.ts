import { setImmediate } from 'node:timers';
import { mistake } from './thrown.ts';
import { leaveUnhandled } from './unhandled.ts';
import type { WireError } from './wire.ts';

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.loaded-modules');
const shared = globalThis as { [key]?: number };

/** From now on what the process loads of Node is the suites'. Once a process. */
export const watchOtherTests = (): void => {
  shared[key] = loadedModules().length;
};

/**
 * What says in this process that a test failed, or would have said it elsewhere, and is no scenario; each is told once. Node's own test library tells
 * its failures when the process runs out of work, which one of vitest's never does; others set the exit code of the process.
 */
export const otherTests = (): readonly WireError[] => [...nodeTests(), ...exitCode()];

const nodeTests = (): readonly WireError[] => {
  const loaded = loadedModules();
  const since = loaded.slice(shared[key] ?? loaded.length);
  shared[key] = loaded.length;
  if (!since.some((name) => /^NativeModule (?:node:)?(?:test$|internal\/test_runner\/)/.test(name))) return [];
  const message = 'node:test was loaded, and a failure of its tests would be in no report';
  return [mistake('OtherTestsError', message, { remedy: `${scenarios}; mocks are vi.fn() and vi.spyOn() of vitest` })];
};

const exitCode = (): readonly WireError[] => {
  const { exitCode: code } = process;
  if (code === undefined || Number(code) === 0) return [];
  process.exitCode = undefined;
  return [mistake('OtherTestsError', `something that is no scenario has failed: it set the exit code to ${code}`, { remedy: scenarios })];
};

const scenarios = 'write tests as scenario(name, needs, body)';

// In the order of loading; Node's types leave it out.
const loadedModules = (): readonly string[] => (process as { readonly moduleLoadList?: readonly string[] }).moduleLoadList ?? [];

/** Tells a test process to end as if it had run out of work. Libraries end theirs by other signals with exit codes that mean no failure. */
export const endSignal = 'SIGUSR2';

/** The end of a process that ran out of work: whoever waited for that tells its failures now, by the exit code. */
export const exitAsIfDone = (): void => {
  // Nobody is left who could be told of an error, but by the exit code that Node gives it then.
  leaveUnhandled();
  process.emit('beforeExit', Number(process.exitCode ?? 0));
  // That of the module: what a suite puts in place of the global one, such as fake timers, may never call.
  setImmediate(() => process.exit());
};
