import { boardClock } from '../core/time.ts';
import type { BoardRun } from './board-run.ts';
import type { SuiteHost } from './suite-host.ts';

// In host time. Between two scenarios there are imports and hooks of a suite at most.
const idleWithinMs = 60_000;

/** Runs every scenario in as many test processes as it takes. Resolves with what went wrong outside of scenarios. */
export const runAll = async (run: BoardRun, host: SuiteHost, repeat: number): Promise<string[]> => {
  const problems: string[] = [];
  for (let round = 1; round <= repeat; round++) {
    run.round = round;
    while (run.unfinished.length > 0 && !run.isStopped) problems.push(...(await runOnce(run, host)));
  }
  return problems;
};

const runOnce = async (run: BoardRun, host: SuiteHost): Promise<readonly string[]> => {
  const before = run.progress;
  const files = new Set(run.unfinished.map(({ description }) => description.file));
  const watching = new AbortController();
  void killWhenIdle(run, host, watching.signal);
  const errors = await host.run(files).finally(() => watching.abort());
  await run.workerLost('the test process died');
  if (run.progress === before) giveUpFirst(run, errors[0] ?? 'the test process died or hung before its first scenario began');
  return errors.filter((message) => !isExplained(message));
};

// A test process that is stuck in a suite's hook or import takes no scenario along.
const killWhenIdle = async (run: BoardRun, host: SuiteHost, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    if (run.idleMs > idleWithinMs) host.killWorker();
    await boardClock()
      .sleep(1000, signal)
      .catch(() => {});
  }
};

/** Nothing moved: the suite whose turn it was cannot run, the others may. */
const giveUpFirst = (run: BoardRun, reason: string): void => {
  const [first, ...rest] = run.unfinished;
  if (!first) return;
  const sameFile = rest.filter(({ description }) => description.file === first.description.file);
  const ids = [first, ...sameFile].map((scenario) => run.idOf(scenario));
  run.giveUp(ids, reason);
};

/** What the scenarios' own results say already. */
const isExplained = (message: string): boolean => /Worker exited unexpectedly|nothing of it reached the board/.test(message);
