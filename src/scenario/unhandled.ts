import { link } from './link.ts';
import { thrownToWire, unawaited } from './thrown.ts';
import { type Owner, workerState } from './worker-state.ts';

const nobody: Owner = { file: '', names: [] };

type Listener = (reason: unknown, ...rest: unknown[]) => void;

const events = ['unhandledRejection', 'uncaughtException'] as const;

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.unhandled');
const shared = globalThis as { [key]?: { isOver: boolean } };

/**
 * Leads what nobody waits for to the scenario that it came from, instead of to nobody. What comes before any scenario stays vitest's. Node asks by
 * `emit`, whoever listens: libraries that watch applications take away all listeners, and add one that says nothing.
 */
export const claimUnhandled = (): void => {
  // Node tracks contexts from their first use on: what has begun before it would later pass for what came first.
  workerState().owner.run(nobody, () => {});
  const state = { isOver: false };
  shared[key] = state;
  const vitests = new Map<string, readonly Listener[]>(
    events.map((event) => [event, process.listeners(event as 'unhandledRejection') as Listener[]]),
  );
  for (const event of events) process.removeAllListeners(event);
  const setCallback = process.setUncaughtExceptionCaptureCallback;
  // Such a callback is asked in place of everybody who listens.
  process.setUncaughtExceptionCaptureCallback = (callback) =>
    Reflect.apply(setCallback, process, [
      callback &&
        ((error: Error) => {
          process.emit('uncaughtException', error);
          callback(error);
        }),
    ]);
  process.emit = new Proxy(process.emit, {
    apply: (emit, self, [event, reason, ...rest]: [string, unknown, ...unknown[]]) => {
      const others = state.isOver ? undefined : vitests.get(event);
      if (!others) return Reflect.apply(emit, self, [event, reason, ...rest]);
      if (!claim(reason)) for (const other of others) other(reason, ...rest);
      Reflect.apply(emit, self, [event, reason, ...rest]);
      return true;
    },
  });
};

/** From now on Node does what it does where nobody listens: the process ends with an exit code that says so. */
export const leaveUnhandled = (): void => {
  if (shared[key]) shared[key].isOver = true;
  process.setUncaughtExceptionCaptureCallback(null);
  for (const event of events) process.removeAllListeners(event);
};

/** Leads what nobody waited for to whom the asynchronous context names. False where there is nobody yet. */
export const claim = (reason: unknown): boolean => {
  const { owner, lastOwner, root } = workerState();
  const found = owner.getStore() ?? lastOwner;
  if (!found) return false;
  found.attempt?.assertions.leave(reason);
  found.attempt?.mistakes.delete(reason);
  const wire = unawaited(thrownToWire(reason, { root, file: found.file }));
  void link().then(({ runner }) => runner.unhandled(found.file, found.names, wire));
  return true;
};
