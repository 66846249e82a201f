import { once } from 'node:events';
import { connect } from 'node:net';
import type { BirpcReturn } from 'birpc';
import { inject } from 'vitest';
import { InvariantError } from '../core/errors.ts';
import { handOut } from './handed-out.ts';
import { rpcOver } from './rpc.ts';
import './spec.ts';
import { fromWire, type RunnerCalls, type WorkerCalls } from './wire.ts';
import { workerState } from './worker-state.ts';

/** The test process's end of its line to the process that owns the board. */
export interface RunnerLink {
  readonly runner: BirpcReturn<RunnerCalls, WorkerCalls>;
  /** Aborts when the runner ends this scenario from its side, with the reason. */
  endedSignal(token: string): AbortSignal;
  /** The scenario is over on this side too. */
  forget(token: string): void;
}

// Suite files are evaluated anew while the process lives on, so the link cannot be a module's variable.
const key = Symbol.for('verdin-hil.link');
const shared = globalThis as { [key]?: Promise<RunnerLink> };

/** Opened when first needed, once a process. */
export const link = (): Promise<RunnerLink> => {
  const socketPath: string | undefined = inject('hilSocket');
  if (!socketPath)
    throw handOut(new InvariantError('a scenario runs outside `hil run`', { remedy: 'run suites with `hil run`, not with a bare vitest' }));
  // The line is nobody's: what comes over it must not look as if it came from the scenario that was the first to need it.
  shared[key] ??= workerState().owner.exit(() => dial(socketPath));
  return shared[key];
};

const dial = async (socketPath: string): Promise<RunnerLink> => {
  const socket = connect(socketPath);
  await once(socket, 'connect');
  socket.unref();
  const endings = new Map<string, AbortController>();
  const endingOf = (token: string): AbortController => {
    const ending = endings.get(token) ?? new AbortController();
    endings.set(token, ending);
    return ending;
  };
  const local: WorkerCalls = { ended: (token, why) => endingOf(token).abort(handOut(fromWire(why))) };
  return {
    runner: rpcOver<RunnerCalls, WorkerCalls>(socket, local, ['step', 'measure', 'unhandled']),
    endedSignal: (token) => endingOf(token).signal,
    forget: (token) => void endings.delete(token),
  };
};
