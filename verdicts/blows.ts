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
    else await stopped(run, blow.stopsRunMs);
  }
};

/** As a laptop that sleeps, or a container that is frozen: the board goes on. */
const stopped = async (run: HilRun, ms: number): Promise<void> => {
  const all = run.family().map(({ pid }) => pid);
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  await wait(ms);
  for (const pid of all) process.kill(pid, 'SIGCONT');
};
