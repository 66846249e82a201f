import { statSync } from 'node:fs';
import type { BoardContext } from '../core/board.ts';
import { toErrorReport } from '../core/errors.ts';
import type { LabEvent, Reporter } from '../core/event.ts';
import { readJournal, segmentsBelow } from '../journal/read-journal.ts';

// Past this the bytes of the consoles stay in the journal and the raw logs; errors carry their own excerpt.
const consolesUpTo = 64 * 1024 * 1024;

/** Writes every report; one that fails does not lose the others. Resolves with what went wrong. */
export const writeReports = async (dir: string, reporters: readonly Reporter[], log: BoardContext['log']): Promise<readonly string[]> => {
  const size = segmentsBelow(dir).reduce((sum, path) => sum + statSync(path).size, 0);
  const events: LabEvent[] = await readJournal(dir, { consoles: size <= consolesUpTo });
  const problems: string[] = [];
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
