import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ForksPoolWorker, type PoolRunnerInitializer } from 'vitest/node';
import { boardClock } from '../../core/time.ts';
import { endSignal } from '../../scenario/other-tests.ts';

/** What ForksPoolWorker holds and its types call private; the version of vitest is pinned for it. */
interface ForkInside {
  _fork: ChildProcess | undefined;
  readonly entrypoint: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execArgv: string[];
}

/** In host time: so long a test process has for what its suites want done at its exit. */
export const exitWithinMs = 10_000;

/** Forks in a session of their own, so that a Ctrl-C at the terminal reaches the supervisor alone, and which end with an exit code. */
export const detachedForks = (onFork: (worker: ChildProcess) => void): PoolRunnerInitializer => {
  class DetachedForks extends ForksPoolWorker {
    override readonly name = 'hil-forks';
    #ended: Promise<void> | undefined;
    override async start(): Promise<void> {
      const inside = this as unknown as ForkInside;
      const { entrypoint, env, execArgv } = inside;
      inside._fork ??= fork(entrypoint, [], { env, execArgv, stdio: 'pipe', serialization: 'advanced', detached: true });
      onFork(inside._fork);
      await super.start();
    }

    // Vitest's own ends it by SIGTERM, of which no exit code is left, and by SIGKILL half a second later, however busy the host is.
    override async stop(): Promise<void> {
      const inside = this as unknown as ForkInside;
      const { _fork: worker } = inside;
      if (worker && isAlive(worker)) this.#ended ??= ended(worker);
      await this.#ended;
      worker?.stdout?.unpipe();
      worker?.stderr?.unpipe();
      inside._fork = undefined;
    }
  }
  return { name: 'hil-forks', createPoolWorker: (options) => new DetachedForks(options) };
};

const ended = async (worker: ChildProcess): Promise<void> => {
  const gone = once(worker, 'exit');
  worker.kill(endSignal);
  await Promise.race([gone, boardClock().sleep(exitWithinMs)]);
  if (isAlive(worker)) worker.kill('SIGKILL');
  await gone;
};

export const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
