import { readdirSync, readFileSync } from 'node:fs';
import { isAlive, markOf, type ProcessMark } from '../../core/process-mark.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { boardProcessMarkName, runMarkName } from '../run-mark.ts';

interface Orphan {
  readonly mark: ProcessMark;
  readonly isBoardProcess: boolean;
}

export interface EndOrphansOptions {
  readonly signal: AbortSignal;
  /** For a board process that still puts its board in order; 30 s by default. */
  readonly patienceMs?: number;
}

const lookEveryMs = 100;

/**
 * Ends every process that a killed run left, known by the run's own mark in its environment, which nobody else has. A board process without a
 * supervisor puts its board in order by itself: it is given time for that.
 */
export const endOrphans = async (runMark: string, { signal, patienceMs = 30_000 }: EndOrphansOptions): Promise<number> => {
  const begin = monotonicMs();
  const seen = new Set<number>();
  for (;;) {
    const orphans = orphansOf(runMark);
    if (orphans.length === 0) return seen.size;
    for (const { mark } of orphans) seen.add(mark.pid);
    const isWaiting = orphans.some(({ isBoardProcess }) => isBoardProcess) && monotonicMs() - begin < patienceMs;
    if (!isWaiting) for (const { mark } of orphans) kill(mark);
    await boardClock().sleep(lookEveryMs, signal);
  }
};

const orphansOf = (runMark: string): readonly Orphan[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const mark = markOf(Number(name));
      const environment = environmentOf(name);
      if (!mark || !environment.includes(`${runMarkName}=${runMark}`)) return [];
      return [{ mark, isBoardProcess: environment.some((each) => each.startsWith(`${boardProcessMarkName}=`)) }];
    });

// As the process was started with it. Those of other users cannot be read, and are not ours.
const environmentOf = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
};

const kill = (mark: ProcessMark): void => {
  try {
    if (isAlive(mark)) process.kill(mark.pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
};
