import { setTimeout as wait } from 'node:timers/promises';
import type { BenchBoard } from '../kill/bench-board.ts';
import type { HilRun } from '../kill/hil-run.ts';
import type { Intervention } from './world.ts';

interface Struck {
  readonly board: BenchBoard;
  readonly run: HilRun;
}

/** Does what a strike brings, one after the other. */
export const intervene = async (interventions: readonly Intervention[], { board, run }: Struck): Promise<void> => {
  for (const intervention of interventions) {
    if ('cutsPower' in intervention) await board.switchPower(false);
    else if ('restoresPower' in intervention) await board.switchPower(true);
    else if ('arms' in intervention) await board.arm(intervention.arms);
    else if ('runs' in intervention) await runOn(board, intervention.runs, intervention.afterMs ?? 0);
    else await stopped(run, intervention.stopsRunMs, intervention.only ?? /./);
  }
};

/** As a laptop that sleeps, or a container that is frozen: the board goes on. */
const stopped = async (run: HilRun, ms: number, only: RegExp): Promise<void> => {
  const all = run.family().flatMap(({ pid, command }) => (only.test(command) ? [pid] : []));
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  await wait(ms);
  for (const pid of all) process.kill(pid, 'SIGCONT');
};

// A command that takes the board down never answers.
const runOn = async (board: BenchBoard, command: string, afterMs: number): Promise<void> => {
  const { go } = await board.ready(command);
  void wait(afterMs)
    .then(go)
    .catch(() => undefined);
};
