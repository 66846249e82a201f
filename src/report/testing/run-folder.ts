import type { LabEvent } from '../../core/event.ts';
import { JournalWriter } from '../../journal/journal-writer.ts';
import { eventfulRun } from './events.ts';

/** The folder of a run as a run leaves it: a segment for the run and one for each board, at the times of the events. */
export const writeRunFolder = async (dir: string, events: readonly LabEvent[]): Promise<void> => {
  let at = 0;
  const writers = new Map<string, JournalWriter>();
  for (const { seq, at: time, board, ...body } of events) {
    at = time;
    const folder = board === '' ? dir : `${dir}/${board}`;
    const writer = writers.get(board) ?? new JournalWriter({ dir: folder, name: board === '' ? 'run' : 'events', board, now: () => at });
    writers.set(board, writer);
    writer.append(body, board);
  }
  for (const writer of writers.values()) await writer.close();
};

export const writeEventfulRun = (dir: string): Promise<void> => writeRunFolder(dir, eventfulRun());
