import children from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import type { Worker } from 'node:worker_threads';

type Call = (...args: unknown[]) => unknown;

/** What exec() and execFile() of Node call at the end, which their child process does not know. */
const callbacks = new WeakMap<EventEmitter, unknown>();
/** By their number. */
const threads = new Map<number, WeakRef<Worker>>();

/** From now on is known who listens to child processes and threads. Once a process. */
export const watchListeners = (): void => {
  for (const name of ['exec', 'execFile'] as const) {
    const apply = (start: Call, self: unknown, args: unknown[]): unknown => {
      const child = Reflect.apply(start, self, args);
      if (child instanceof EventEmitter)
        callbacks.set(
          child,
          args.findLast((argument) => typeof argument === 'function'),
        );
      return child;
    };
    Reflect.set(children, name, new Proxy(children[name] as unknown as Call, { apply }));
  }
  syncBuiltinESMExports();
  process.on('worker', (worker) => threads.set(worker.threadId, new WeakRef(worker)));
};

/** Functions that are called when something comes of what Node keeps of a child process, a connection or a thread, as far as they can be seen. */
export const listenersOf = (resource: object): readonly unknown[] => {
  try {
    const emitter = emitterOf(resource);
    return emitter ? [...emitter.eventNames().flatMap((name) => emitter.rawListeners(name)), callbacks.get(emitter)] : [];
  } catch {
    // A suite may have put anything in the place of what it listens to.
    return [];
  }
};

const emitterOf = (resource: object): EventEmitter | undefined => {
  // lib/internal/async_hooks.js: the object of JavaScript that a handle belongs to.
  const owner = Object.getOwnPropertySymbols(resource).find(({ description }) => description === 'owner_symbol');
  const found: unknown = owner
    ? Reflect.get(resource, owner)
    : threads.get((resource as { readonly threadId?: number }).threadId ?? -1)?.deref();
  return found instanceof EventEmitter ? found : undefined;
};
