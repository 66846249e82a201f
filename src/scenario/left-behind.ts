import { createHook } from 'node:async_hooks';
import { clearTimeout } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../core/time.ts';
import { listenersOf, watchListeners } from './listeners-left.ts';
import { callerIn } from './place.ts';
import { asserts } from './proof.ts';
import { mistake } from './thrown.ts';
import type { WireError } from './wire.ts';
import { type Owner, workerState } from './worker-state.ts';

/** A timer of Node, with what its types leave out, or what Node keeps of a child process, a connection, a thread or a request of the system. */
export interface Resource {
  readonly hasRef?: () => boolean;
  readonly _onTimeout?: unknown;
  readonly _idleTimeout?: number;
  readonly _repeat?: number | null;
}

// Whoever listens to a lasting one may still assert something when it comes. A question to the system is over with its answer.
const kinds = {
  Timeout: 'timer',
  PROCESSWRAP: 'a child process',
  TCPWRAP: 'a connection',
  WORKER: 'a thread',
  FSREQCALLBACK: 'question',
  GETADDRINFOREQWRAP: 'question',
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

interface Left {
  readonly kind: Kind;
  readonly resource: Resource;
  readonly owner: Owner;
  /** Of a timer always. */
  readonly place: string | undefined;
  /** Host monotonic milliseconds; of a timer. */
  readonly dueAt: number;
  hasFired: boolean;
}

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.left-behind');
const shared = globalThis as { [key]?: Map<number, Left> };

const everything = (): Map<number, Left> => {
  shared[key] ??= new Map();
  return shared[key];
};

/** From now on is known what a scenario leaves going on: timers that its own code starts, child processes, threads, connections and files. Once a process. */
export const watchLeftBehind = (): void => {
  const found = everything();
  createHook({
    init: (id, type, _trigger, resource) => {
      const kind = (kinds as Readonly<Record<string, Kind>>)[type];
      const owner = kind && workerState().owner.getStore();
      const left = kind && owner?.attempt ? leftOf(kind, resource, owner) : undefined;
      if (left) found.set(id, left);
    },
    before: (id) => {
      const fires = found.get(id);
      if (fires) fires.hasFired = true;
    },
    after: (id) => {
      if (found.get(id)?.kind === 'question') found.delete(id);
    },
    destroy: (id) => void found.delete(id),
  }).enable();
  watchListeners();
};

const ownFile = fileURLToPath(import.meta.url);

// What is thrown in here would end the process, and a suite may have replaced how stacks are made and times are read.
const leftOf = (kind: Kind, resource: Resource, owner: Owner): Left | undefined => {
  try {
    const place = callerIn(new Error('started').stack, ownFile, { root: workerState().root, file: owner.file });
    // Those of a library are its own affair.
    if (kind === 'timer' && place === undefined) return undefined;
    return { kind, resource, owner, place, dueAt: monotonicMs() + (resource._idleTimeout ?? 0), hasFired: false };
  } catch {
    return undefined;
  }
};

/** In host time: so long a file waits for what its scenarios have left going on, and what comes later is no affair of theirs. */
const patienceMs = 3000;
const stepMs = 20;

/** What scenarios of a file have left behind has come, as far as it comes soon. */
export const leftBehindRunsOut = async (file: string): Promise<void> => {
  // Counted by what was waited: a suite may have stopped every clock.
  for (let left = patienceMs; left > 0 && openOf(file).some((one) => comesWithin(one, left)); left -= stepMs) await setTimeout(stepMs);
  // Whoever listens hears of it in turns of their own.
  await setTimeout(stepMs);
};

const comesWithin = ({ kind, resource, dueAt, hasFired }: Left, ms: number): boolean =>
  kind !== 'timer' || (isOnce(resource) && !hasFired && dueAt - monotonicMs() <= ms);

/** Assertions of a file that stood in what did not come in time and were never reached, with whose they are. Each is told once, and no timer of the file comes behind that. */
export const takeUnreached = (file: string): readonly { readonly owner: Owner; readonly error: WireError }[] => {
  const unreached = openOf(file).filter(isUnreached);
  for (const [id, { kind, owner, resource }] of everything()) {
    if (owner.file !== file) continue;
    everything().delete(id);
    if (kind === 'timer') clearTimeout(resource as NodeJS.Timeout);
  }
  return unreached.map(({ owner, kind, place }) => ({ owner, error: neverReached(kind, place) }));
};

const isUnreached = ({ kind, resource, hasFired }: Left): boolean =>
  kind === 'timer' ? !hasFired && asserts(resource._onTimeout) : kind !== 'question' && listenersOf(resource).some(asserts);

const neverReached = (kind: Kind, place: string | undefined): WireError =>
  kind === 'timer'
    ? mistake('NotAwaitedError', 'an assertion stands in a timer that was still to come when the suite was through: it was never reached', {
        place,
        remedy: 'await the time, and assert after it: await new Promise((resolve) => setTimeout(resolve, ms)), or expect.poll()',
      })
    : mistake(
        'NotAwaitedError',
        `an assertion stands in what listens to ${kind} that was still going on when the suite was through: it may never be reached`,
        { place, remedy: "await what it comes to, and assert after that: const [code] = await once(child, 'exit')" },
      );

const openOf = (file: string): readonly Left[] =>
  [...everything().values()].filter((one) => one.owner.file === file && isHeld(one.resource));

const isHeld = (resource: Resource): boolean => {
  try {
    return resource.hasRef?.() !== false;
  } catch {
    return false;
  }
};

const isOnce = ({ _repeat }: Resource): boolean => _repeat === null || _repeat === undefined;
