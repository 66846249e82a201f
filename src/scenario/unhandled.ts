import { link } from './link.ts';
import { thrownToWire, unawaited } from './thrown.ts';
import { type Owner, workerState } from './worker-state.ts';

const nobody: Owner = { file: '', names: [] };

type Listener = (reason: unknown, ...rest: unknown[]) => void;

/** Leads what nobody waits for to the scenario that it came from, instead of to nobody. What comes before any scenario stays vitest's. */
export const claimUnhandled = (): void => {
  // Node tracks contexts from their first use on: what has begun before it would later pass for what came first.
  workerState().owner.run(nobody, () => {});
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    const others = process.listeners(event as 'unhandledRejection') as Listener[];
    process.removeAllListeners(event);
    process.on(event as 'unhandledRejection', (reason: unknown, ...rest: unknown[]) => {
      if (!claim(reason)) for (const other of others) other(reason, ...rest);
    });
  }
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
