import { boardClock } from '../../core/time.ts';
import type { SuiteHost } from '../suites/suite-host.ts';
import type { BoardRun } from './board-run.ts';
import type { PoolClient } from './pool-client.ts';
import type { RunTurn } from './run-turn.ts';

// In host time. Between two scenarios there are imports and hooks of a suite at most.
const idleWithinMs = 60_000;
// Once somebody waits for the end, hooks that put things in order get so long.
const hastyWithinMs = 3000;

/**
 * Runs every scenario of every turn in as many test processes as it takes. `interrupted`: nobody has patience any more with what goes on between
 * scenarios. Resolves with what went wrong outside of scenarios.
 */
export const runAll = async (
  run: BoardRun,
  host: SuiteHost,
  turns: AsyncIterable<RunTurn>,
  interrupted: AbortSignal,
): Promise<string[]> => {
  const problems: string[] = [];
  for await (const turn of turns) {
    run.turn = turn;
    await run.leaveOut();
    while (run.unfinished.length > 0 && !run.isStopped) problems.push(...(await runOnce(run, host, interrupted)));
    if (run.isStopped) break;
  }
  return problems;
};

/** Of a board for itself. */
export async function* everyRound(repeat: number): AsyncGenerator<RunTurn> {
  for (let round = 1; round <= repeat; round++) yield { round };
}

/** Of a board in a soak: one round at least, and each that began in time is walked through. */
export async function* roundsUntil(until = Number.POSITIVE_INFINITY): AsyncGenerator<RunTurn> {
  for (let round = 1; round === 1 || Date.now() < until; round++) yield { round };
}

/** Of a board that shares its scenarios with others. */
export async function* turnsOf(pool: PoolClient): AsyncGenerator<RunTurn> {
  for (let turn = await pool.turn(); turn; turn = await pool.turn()) yield turn;
}

const runOnce = async (run: BoardRun, host: SuiteHost, interrupted: AbortSignal): Promise<readonly string[]> => {
  const before = run.progress;
  const answersForLoss = run.beginProcess();
  const watching = new AbortController();
  void killWhenIdle(run, host, interrupted, watching.signal);
  const scenarios = run.unfinished;
  const problems = await host.run(scenarios).finally(() => watching.abort());
  await run.workerLost('the test process died');
  if (run.progress === before)
    await giveUpFirst(run, problems[0]?.message ?? 'the test process died or hung before its first scenario began');
  const isAnswered = answersForLoss() || run.isStopped || run.progress === before;
  const told = problems.flatMap(({ isExplained, isLoss, message }) => {
    if (isLoss) return isAnswered ? [] : [lostOutside];
    return isExplained ? [] : [message];
  });
  run.failedOutside(scenarios, told);
  return told;
};

const lostOutside =
  'the test process ended while no scenario ran, so that hooks and suites behind it may not have run: something ended it, or kept it busy until it was ended';

// A test process that is stuck in a suite's hook or import takes no scenario along.
const killWhenIdle = async (run: BoardRun, host: SuiteHost, interrupted: AbortSignal, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    if (run.idleMs > (interrupted.aborted ? hastyWithinMs : idleWithinMs)) host.killWorker();
    await boardClock()
      .sleep(1000, signal)
      .catch(() => {});
  }
};

/** Nothing moved: the suite whose turn it was cannot run, the others may. */
const giveUpFirst = async (run: BoardRun, reason: string): Promise<void> => {
  const [first, ...rest] = run.unfinished;
  if (!first) return;
  const sameFile = rest.filter(({ description }) => description.file === first.description.file);
  await run.markNotRun([first, ...sameFile], reason);
};
