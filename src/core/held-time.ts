import { openSync, readSync } from 'node:fs';

let file: number | undefined;
const buffer = Buffer.alloc(128);

/**
 * Host milliseconds for which this program could have run and the host gave it no processor, since it began; 0 where the host does not tell.
 * Documentation/scheduler/sched-stats.rst: the second number, in nanoseconds; of the main thread, in which everything of ours runs.
 */
export const heldMs = (): number => {
  try {
    file ??= openSync('/proc/self/schedstat', 'r');
    const length = readSync(file, buffer, 0, buffer.length, 0);
    return Number(buffer.toString('latin1', 0, length).split(' ')[1]) / 1e6 || 0;
  } catch {
    return 0;
  }
};
