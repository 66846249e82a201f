import { setTimeout as wait } from 'node:timers/promises';
import type { BenchBoard } from '../kill/bench-board.ts';
import type { HilRun } from '../kill/hil-run.ts';
import type { Blow } from './world.ts';

interface Struck {
  readonly board: BenchBoard;
  readonly run: HilRun;
}

/** Does what a strike brings, one after the other. */
export const struckBy = async (blows: readonly Blow[], { board, run }: Struck): Promise<void> => {
  for (const blow of blows) {
    if ('cutsPower' in blow) await board.switchPower(false);
    else if ('arms' in blow) await board.arm(blow.arms);
    else if ('runs' in blow) await runOn(board, blow.runs, blow.afterMs ?? 0);
    else await stopped(run, blow.stopsRunMs, blow.only ?? /./);
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
