import { resolve } from 'node:path';
import { loadLab } from '../config/load-lab.ts';
import { mergeRuns } from '../journal/merge-runs.ts';
import { writeReports } from '../run/supervisor/reports.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { folderOfRun } from './named-run.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run...]', 'folders of runs; the last one by default')
    .option('--into <folder>', 'merge them into one run in a new folder: shards, boards or days')
    .option(...configOption)
    .action(async (runs, options) => exit(await reportCommand(runs, options)));

export interface ReportCommandOptions extends Common {
  /** A folder for all of them as one run. */
  readonly into?: string;
}

/**
 * Writes the lab file's reports of past runs again. A report is a function of the journal, so the same journal gives the same bytes; of one that is not
 * whole they say what is missing, and it ends with 2.
 */
export const reportCommand = async (runs: readonly string[], { config, into }: ReportCommandOptions): Promise<number> => {
  const lab = await loadLab(config);
  const named = runs.length === 0 ? [folderOfRun(undefined, lab.reports.dir)] : runs.map((run) => folderOfRun(run, lab.reports.dir));
  if (into !== undefined) await mergeRuns(named, into);
  const dirs = into === undefined ? named : [resolve(into)];
  let exitCode: number = exitCodes.asExpected;
  for (const dir of dirs) {
    const problems = await writeReports(dir, lab.reports.write, () => {}, { isPast: true });
    for (const problem of problems) process.stderr.write(`hil report: ${problem}\n`);
    if (problems.length > 0) exitCode = exitCodes.lab;
    process.stdout.write(`${dir}\n`);
  }
  return exitCode;
};
