import { createHook } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { workerState } from './worker-state.ts';

/** What Node keeps of a child process, a connection, a thread or a request of the system. */
interface Resource {
  readonly hasRef?: () => boolean;
}

interface Pending {
  readonly resource: Resource;
  /** The suite. */
  readonly file: string;
  readonly isQuestion: boolean;
}

// Whoever listens to one of these may still assert something when it comes. A question to the system is over with its answer.
const lasting = new Set(['PROCESSWRAP', 'TCPWRAP', 'WORKER']);
const questions = new Set(['FSREQCALLBACK', 'GETADDRINFOREQWRAP']);

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.pending-work');
const shared = globalThis as { [key]?: Map<number, Pending> };

const pending = (): Map<number, Pending> => {
  shared[key] ??= new Map();
  return shared[key];
};

/** From now on child processes, threads, connections and files that a scenario leaves behind are known. Once a process. */
export const watchWork = (): void => {
  const found = pending();
  createHook({
    init: (id, type, _trigger, resource) => {
      if (!lasting.has(type) && !questions.has(type)) return;
      const owner = workerState().owner.getStore();
      if (owner?.attempt) found.set(id, { resource, file: owner.file, isQuestion: questions.has(type) });
    },
    after: (id) => {
      if (found.get(id)?.isQuestion) found.delete(id);
    },
    destroy: (id) => void found.delete(id),
  }).enable();
};

// In host time: so long a file waits for what its scenarios have left going on.
const patienceMs = 3000;
const stepMs = 20;

/** What scenarios of a file have left to other processes, threads and connections has come, as far as it comes soon. */
export const workRunsOut = async (file: string): Promise<void> => {
  // Counted by what was waited: a suite may have stopped every clock.
  for (let left = patienceMs; left > 0 && isOpen(file); left -= stepMs) await setTimeout(stepMs);
  // What nobody could wait for is no news at the end of the next file.
  for (const [id, one] of pending()) if (one.file === file) pending().delete(id);
  // Whoever listens hears of it in turns of their own.
  await setTimeout(stepMs);
};

const isOpen = (file: string): boolean => [...pending().values()].some((one) => one.file === file && isHeld(one.resource));

const isHeld = (resource: Resource): boolean => {
  try {
    return resource.hasRef?.() !== false;
  } catch {
    return false;
  }
};
