import { statSync } from 'node:fs';
import type { BoardContext } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { LabEvent, Reporter } from '../../core/event.ts';
import { readJournal, segmentsBelow } from '../../journal/read-journal.ts';
import { KeptEvents } from './kept-events.ts';

// Past this what consoles, kernels and commands said stays in the journal and the raw logs, however long the run was; errors carry their own excerpt.
const allUpTo = 64 * 1024 * 1024;
const chatter: readonly LabEvent['type'][] = ['kmsg.received', 'command.finished'];

/** Writes every report; one that fails does not lose the others. Resolves with what went wrong. */
export const writeReports = async (
  dir: string,
  reporters: readonly Reporter[],
  log: BoardContext['log'],
  kept = new KeptEvents(),
): Promise<readonly string[]> => {
  const { events, problem } = kept.orWhole(await readAll(dir), dir);
  const problems = problem === undefined ? [] : [problem];
  for (const reporter of reporters) {
    try {
      await reporter.write(events, dir);
    } catch (cause) {
      const { message, stack } = toErrorReport(cause);
      problems.push(`the report '${reporter.name}' was not written: ${message}`);
      log('warn', stack ?? message);
    }
  }
  return problems;
};

const readAll = async (dir: string): Promise<readonly LabEvent[]> => {
  // What is in place of the folder may be anything.
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return [];
  const size = segmentsBelow(dir).reduce((sum, path) => sum + statSync(path).size, 0);
  return readJournal(dir, size <= allUpTo ? { consoles: true } : { without: chatter });
};
