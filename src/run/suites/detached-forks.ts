import { type ChildProcess, fork } from 'node:child_process';
import { ForksPoolWorker, type PoolRunnerInitializer } from 'vitest/node';

/** What ForksPoolWorker holds and its types call private; the version of vitest is pinned for it. */
interface ForkInside {
  _fork: ChildProcess | undefined;
  readonly entrypoint: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execArgv: string[];
}

/** Forks in a session of their own, so that a Ctrl-C at the terminal reaches the supervisor alone. */
export const detachedForks = (onFork: (worker: ChildProcess) => void): PoolRunnerInitializer => {
  class DetachedForks extends ForksPoolWorker {
    override readonly name = 'hil-forks';
    override async start(): Promise<void> {
      const inside = this as unknown as ForkInside;
      const { entrypoint, env, execArgv } = inside;
      inside._fork ??= fork(entrypoint, [], { env, execArgv, stdio: 'pipe', serialization: 'advanced', detached: true });
      onFork(inside._fork);
      await super.start();
    }
  }
  return { name: 'hil-forks', createPoolWorker: (options) => new DetachedForks(options) };
};
