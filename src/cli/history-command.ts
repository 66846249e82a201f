import { shownJson } from '../core/clean-text.ts';
import { driftsOf } from '../history/drift.ts';
import { readPastRuns } from '../history/past-run.ts';
import { historyOf } from '../history/scenario-history.ts';
import { historyAsJson, historySections } from './history-text.ts';
import { asMarkdown, asTerminalText } from './sections.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[folder...]', 'folders of runs; reports by default')
    .option('--scenario <text>', 'only scenarios whose name has it, with every result')
    .option('--json', 'for programs')
    .option('--markdown', 'for a page or a chat')
    .action(async (folders, options) => exit(await historyCommand(folders, options)));

export interface HistoryOptions {
  readonly scenario?: string;
  readonly json?: true;
  readonly markdown?: true;
}

/** What scenarios and numbers did over all runs in these folders. Exit code 0: it tells, and judges nothing. */
export const historyCommand = async (folders: readonly string[], options: HistoryOptions): Promise<number> => {
  const { runs, unread } = readPastRuns(folders.length > 0 ? folders : ['reports']);
  const wanted = options.scenario?.toLowerCase();
  const scenarios = historyOf(runs).filter(({ id }) => wanted === undefined || id.toLowerCase().includes(wanted));
  const drifts = driftsOf(runs);
  if (options.json) process.stdout.write(`${shownJson(historyAsJson(runs, scenarios, drifts, unread), 2)}\n`);
  else {
    const sections = historySections(runs, scenarios, drifts, unread, wanted !== undefined);
    process.stdout.write(`${options.markdown ? asMarkdown(sections) : asTerminalText(sections, process.stdout.columns ?? 120)}\n`);
  }
  return 0;
};
