import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const { HIL_KILL_HOLD, HIL_KILL_DIR = '.' } = process.env;

/** Waits here, where the case says so, until the stroke fell. */
export const hold = async (name: string): Promise<void> => {
  if (HIL_KILL_HOLD !== name) return;
  writeFileSync(join(HIL_KILL_DIR, 'reached'), name);
  while (!existsSync(join(HIL_KILL_DIR, 'go'))) await wait(10);
};

/** True where this is what the case waits in, and the stroke has not fallen. */
export const waitsHere = (name: string): boolean => HIL_KILL_HOLD === name && !isStruck();

/** True once the stroke fell: what follows need not wait for another. */
export const isStruck = (): boolean => existsSync(join(HIL_KILL_DIR, 'go'));
