import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import { followJournal } from '../journal/follow-journal.ts';
import { logLine } from '../report/timeline/log-line.ts';
import { lanes, type Row } from '../report/timeline/row.ts';
import { rowsOf } from '../report/timeline/rows.ts';
import { wallClock } from '../report/timeline/run-clock.ts';
import { folderOfRun } from './named-run.ts';
import { several } from './option-values.ts';
import { screenLoss } from './screen.ts';
import { untilInterrupted } from './signals.ts';
import type { Declare } from './subcommand.ts';
import { WatchFilter } from './watch-filter.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run]', 'the folder of a run; the newest by default')
    .option('--board <name>', 'only of this board')
    .option('--lane <lane>', 'a53, m7, kmsg, command or event; may be given again; all by default', several)
    .option('--all', 'also what the health check and the runner say to a board to prove its wires')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .action(async (run, options) => exit(await watchCommand(run, options)));

export interface WatchOptions {
  readonly board?: string;
  readonly lane?: readonly string[];
  readonly all?: true;
  readonly reports: string;
}

/** Shows what a running run hears and does, from its journal alone: neither the run nor its boards notice. Ends with the run. */
export const watchCommand = async (run: string | undefined, { all, board, lane, reports }: WatchOptions): Promise<number> => {
  const strange = lane?.find((name) => !(lanes as readonly string[]).includes(name));
  if (strange !== undefined) throw new ConfigError(`there is no lane '${strange}'`, { remedy: `choose of ${lanes.join(', ')}` });
  const dir = run === undefined ? newestIn(reports) : folderOfRun(run, reports);
  process.stderr.write(`watching ${shownLine(dir)}; Ctrl-C ends this and not the run\n`);
  await untilInterrupted(async (signal) => {
    let wall = wallClock(undefined);
    const filter = new WatchFilter();
    const heard = async function* (): AsyncGenerator<LabEvent> {
      for await (const event of followJournal(dir, { signal })) {
        if (event.type === 'run.started') wall = wallClock(event);
        if (event.type === 'run.planned') process.stderr.write(`planned: ${plannedText(event)}\n`);
        filter.take(event);
        if (event.type === 'run.finished') process.stderr.write(`the run is over: exit code ${event.exitCode}\n`);
        yield event;
        const hidden = event.type === 'scenario.started' || event.type === 'board.closed' ? filter.hiddenOf(event.board) : 0;
        if (hidden > 0)
          process.stderr.write(`${hidden} lines by which ${shownLine(event.board)} was checked are not shown; --all shows them\n`);
      }
    };
    const isWanted = (row: Row): boolean =>
      (board === undefined || row.board === board) && (lane?.includes(row.lane) ?? true) && (all === true || filter.shows(row));
    for await (const row of rowsOf(heard())) {
      if (screenLoss()) return;
      if (isWanted(row)) process.stdout.write(`${logLine(row, wall)}\n`);
    }
  });
  return 0;
};

const plannedText = ({ scenarios, boots }: Extract<LabEvent, { readonly type: 'run.planned' }>): string =>
  Object.entries(scenarios)
    .map(([name, count]) => `${count} on ${shownLine(name)}`)
    .join(', ')
    .concat(`, with at most ${boots} boots between them`);

const newestIn = (reports: string): string => {
  const folders = foldersIn(reports).filter((name) => /^\d{4}-\d\d-\d\dT/.test(name));
  const newest = folders.sort().at(-1);
  if (newest === undefined) throw new ConfigError(`there is no run in ${reports}`, { remedy: 'name the folder of a run, or --reports' });
  return folderOfRun(join(reports, newest));
};

const foldersIn = (reports: string): string[] => {
  try {
    return readdirSync(reports);
  } catch {
    return [];
  }
};
