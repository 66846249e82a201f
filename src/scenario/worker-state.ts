import { AsyncLocalStorage } from 'node:async_hooks';
import { AssertionRecord } from './assertion-record.ts';
import { CutReads } from './cut-output.ts';
import type { WireError } from './wire.ts';

/** Whose code runs: a scenario with the hooks around it, or the hooks around a block of them. */
export interface Owner {
  readonly file: string;
  /** The scenario, as `describe > name`; of a block all that stand in it, in order. */
  readonly names: readonly string[];
  /** At the scenario; hooks around a block have none. */
  readonly attempt?: Attempt;
}

/** A call on the board, and where it stands. */
export interface Call {
  /** Such as `board.linux.run`. */
  readonly name: string;
  readonly place: string | undefined;
}

/** One attempt at a scenario, as the test process knows it. */
export interface Attempt {
  /** Undefined until the board is ready for it. */
  token: string | undefined;
  /** How many of vitest's errors the other side has heard of. */
  told: number;
  /** Calls on the board without an answer, with what is called from where. */
  readonly calls: Map<Promise<unknown>, Call>;
  /** Calls on the board whose answer nobody has taken. */
  readonly untaken: Set<Call>;
  readonly assertions: AssertionRecord;
  readonly cutReads: CutReads;
  /** What it did that no suite may do, whether or not it caught what was thrown at it. Told where nothing else is. */
  readonly mistakes: Set<unknown>;
  /** Why a scenario that passed has proven nothing; undefined until its body is through. */
  unproven: (() => WireError | undefined) | undefined;
}

interface WorkerState {
  readonly owner: AsyncLocalStorage<Owner>;
  /** Whose turn it was last: for what hooks around a block leave behind, which has no owner of its own. */
  lastOwner: Owner | undefined;
  /** By vitest's id of the test. */
  readonly attempts: Map<string, Attempt>;
  /** Folder of the lab file. */
  root: string;
  /** True from the import of a suite file on until all that is written in it is known. */
  isCollecting: boolean;
}

// Suite files are evaluated anew while the process lives on, so this cannot be a module's variable.
const key = Symbol.for('verdin-hil.worker-state');
const shared = globalThis as { [key]?: WorkerState };

export const workerState = (): WorkerState => {
  shared[key] ??= { owner: new AsyncLocalStorage(), lastOwner: undefined, attempts: new Map(), root: process.cwd(), isCollecting: false };
  return shared[key];
};

/** `file`: of the suite. */
export const newAttempt = (file: string): Attempt => ({
  token: undefined,
  told: 0,
  calls: new Map(),
  untaken: new Set(),
  assertions: new AssertionRecord({ root: workerState().root, file }),
  cutReads: new CutReads(),
  mistakes: new Set(),
  unproven: undefined,
});

/** What is to be told, once. */
export const takeMistakes = ({ mistakes }: Attempt): readonly unknown[] => {
  const taken = [...mistakes];
  mistakes.clear();
  return taken;
};

/** Everything that follows in this asynchronous context, and nothing else, is this owner's. */
export const own = (owner: Owner): void => {
  workerState().owner.enterWith(owner);
  workerState().lastOwner = owner;
};
