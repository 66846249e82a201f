import { dirname, join, resolve } from 'node:path';
import type { Lab } from '../config/lab.ts';
import { finishAbandonedRuns } from '../run/supervisor/abandoned-runs.ts';
import { warn } from './board-lease.ts';
import { exitCodes } from './exit-codes.ts';
import { untilInterrupted } from './signals.ts';

/** Whether the shell of `bin/hil` has started this process in place of a run that ended without a word. */
export const isAfterDeath = (env: NodeJS.ProcessEnv = process.env): boolean => env.HIL_FINISH_KILLED === '1';

/** What the next run would do for the killed one, at once: its boards are put in order, and its reports are written. Resolves with the exit code. */
export const finishKilled = async (lab: Lab, config: string): Promise<number> => {
  const configPath = resolve(config);
  const stateDir = join(dirname(configPath), '.hil');
  // Each thing that could not be done is told at the end.
  await untilInterrupted((signal) => finishAbandonedRuns({ lab, configPath, stateDir, signal, log: () => {}, tell: warn }));
  return exitCodes.lab;
};
