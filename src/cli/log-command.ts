import { once } from 'node:events';
import { ConfigError } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import { type Duration, toMs } from '../core/time.ts';
import { readJournal, streamJournal } from '../journal/read-journal.ts';
import { logLine } from '../report/timeline/log-line.ts';
import { lanes, type Row } from '../report/timeline/row.ts';
import { rowsOf } from '../report/timeline/rows.ts';
import { wallClock } from '../report/timeline/run-clock.ts';
import { folderOfRun } from './named-run.ts';
import { screenLoss } from './screen.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run]', 'the folder of a run; the last one by default')
    .argument('[lane]', 'a53, m7, kmsg, command or event; all by default')
    .option('--since <moment>', 'how long after the beginning of the run, such as 90s, or a time such as 2026-11-23T03:00:00Z')
    .option('--grep <pattern>', 'only lines that this regular expression finds something in')
    .option('--board <name>', 'only of this board')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .action(async (run, lane, options) => exit(await logCommand(run, lane, options)));

export interface LogOptions {
  readonly since?: string;
  readonly grep?: string;
  readonly board?: string;
  readonly reports: string;
}

/** Prints what was heard in a run, with the time of each line. 0 also where nothing matches, as the question was answered. */
export const logCommand = async (run: string | undefined, lane: string | undefined, options: LogOptions): Promise<number> => {
  const isLane = (word: string | undefined): boolean => (lanes as readonly (string | undefined)[]).includes(word);
  const [name, wanted] = lane === undefined && isLane(run) ? [undefined, run] : [run, lane];
  if (wanted !== undefined && !isLane(wanted)) {
    throw new ConfigError(`there is no console '${wanted}'`, { remedy: `choose one of ${lanes.join(', ')}` });
  }
  const dir = folderOfRun(name, options.reports);
  const begun = await beginning(dir);
  if (options.board !== undefined && begun && !begun.boards.includes(options.board)) {
    throw new ConfigError(`this run had no board '${options.board}'`, { remedy: `it had: ${begun.boards.join(', ')}` });
  }
  const since = sinceOf(options.since, begun);
  const grep = grepOf(options.grep);
  const wall = wallClock(begun);
  const isWanted = (row: Row): boolean =>
    (wanted === undefined || row.lane === wanted) && (options.board === undefined || row.board === options.board) && row.at >= since;
  for await (const row of rowsOf(streamJournal(dir, { consoles: true }))) {
    if (screenLoss()) return 0;
    if (!isWanted(row)) continue;
    const line = logLine(row, wall);
    if (!grep || grep.test(line)) await written(`${line}\n`);
  }
  return 0;
};

type Begun = Extract<LabEvent, { readonly type: 'run.started' }>;

const beginning = async (dir: string): Promise<Begun | undefined> => {
  const events = await readJournal(dir, { without: ['kmsg.received', 'command.finished'] });
  return events.find((event): event is Begun => event.type === 'run.started');
};

/** Of the host's monotonic clock. */
const sinceOf = (text: string | undefined, begun: Begun | undefined): number => {
  if (text === undefined) return Number.NEGATIVE_INFINITY;
  if (/^\d+(\.\d+)?(ms|s|min|h)$/.test(text)) return (begun?.at ?? 0) + toMs(text as Duration);
  // Of '5' and '-5' JavaScript makes a day of the year 2001.
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment) || !begun) {
    throw new ConfigError(`'${text}' is no moment of the run`, {
      remedy: 'write how long after its beginning, such as 90s, or a time such as 2026-11-23T03:00:00Z',
    });
  }
  return begun.at + moment - Date.parse(begun.startedAt);
};

const grepOf = (text: string | undefined): RegExp | undefined => {
  try {
    return text === undefined ? undefined : new RegExp(text, 'i');
  } catch (cause) {
    throw new ConfigError(`'${text}' is no regular expression: ${(cause as Error).message}`, { cause });
  }
};

// A reader that is gone takes no more, and says so by the end of the stream alone.
const written = async (text: string): Promise<void> => {
  if (process.stdout.write(text)) return;
  const over = new AbortController();
  const waits = ['drain', 'close', 'error'].map((event) => once(process.stdout, event, { signal: over.signal }).catch(() => {}));
  await Promise.race(waits);
  over.abort();
};
