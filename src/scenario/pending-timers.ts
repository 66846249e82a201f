import { createHook } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../core/time.ts';
import { callerIn } from './place.ts';
import { asserts } from './proof.ts';
import { mistake } from './thrown.ts';
import type { WireError } from './wire.ts';
import { type Owner, workerState } from './worker-state.ts';

/** A timer of Node, with what its types leave out. */
interface Timer {
  readonly hasRef?: () => boolean;
  readonly _onTimeout?: unknown;
  readonly _idleTimeout?: number;
  readonly _repeat?: number | null;
}

interface Pending {
  readonly timer: Timer;
  readonly owner: Owner;
  readonly place: string;
  /** Host monotonic milliseconds. */
  readonly dueAt: number;
  hasFired: boolean;
}

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.pending-timers');
const shared = globalThis as { [key]?: Map<number, Pending> };

const pending = (): Map<number, Pending> => {
  shared[key] ??= new Map();
  return shared[key];
};

/** From now on timers that a scenario's own code starts are known, whichever function of Node starts them. Once a process. */
export const watchTimers = (): void => {
  const found = pending();
  createHook({
    init: (id, type, _trigger, resource) => {
      if (type !== 'Timeout') return;
      const owner = workerState().owner.getStore();
      const started = owner?.attempt && pendingOf(resource, owner);
      if (started) found.set(id, started);
    },
    before: (id) => {
      const fires = found.get(id);
      if (fires) fires.hasFired = true;
    },
    destroy: (id) => void found.delete(id),
  }).enable();
};

const ownFile = fileURLToPath(import.meta.url);

// What is thrown in here would end the process, and a suite may have replaced how stacks are made and times are read.
const pendingOf = (timer: Timer, owner: Owner): Pending | undefined => {
  try {
    const place = callerIn(new Error('started').stack, ownFile, { root: workerState().root, file: owner.file });
    return place === undefined ? undefined : { timer, owner, place, dueAt: monotonicMs() + (timer._idleTimeout ?? 0), hasFired: false };
  } catch {
    return undefined;
  }
};

// In host time: so long a file waits for what its scenarios have left to timers.
const patienceMs = 3000;

/** What scenarios of a file have left to timers has come, as far as it comes soon. */
export const timersRunOut = async (file: string): Promise<void> => {
  // Counted by what was waited: a suite may have stopped every clock.
  for (let left = patienceMs; ; ) {
    const waiting = open(file).filter(({ timer, hasFired }) => isOnce(timer) && !hasFired);
    const next = Math.max(1, Math.min(...waiting.map(({ dueAt }) => dueAt)) - monotonicMs());
    if (!(next <= left)) return;
    await setTimeout(next);
    left -= next;
  }
};

/** Assertions of a file that stood in timers and were never reached, with whose they are. Each is told once. */
export const takeUnreached = (file: string): readonly { readonly owner: Owner; readonly error: WireError }[] => {
  const unreached = open(file).filter(({ timer, hasFired }) => !hasFired && asserts(timer._onTimeout));
  for (const [id, { owner }] of pending()) if (owner.file === file) pending().delete(id);
  return unreached.map(({ owner, place }) => ({
    owner,
    error: mistake(
      'NotAwaitedError',
      'an assertion stands in a timer that was still to come when the suite was through: it was never reached',
      {
        place,
        remedy: 'await the time, and assert after it: await new Promise((resolve) => setTimeout(resolve, ms)), or expect.poll()',
      },
    ),
  }));
};

const open = (file: string): readonly Pending[] =>
  [...pending().values()].filter(({ timer, owner }) => owner.file === file && timer.hasRef?.() !== false);

const isOnce = ({ _repeat }: Timer): boolean => _repeat === null || _repeat === undefined;
