import { cleanText, shownJson } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { driftsOf } from '../history/drift.ts';
import { readPastRuns } from '../history/past-run.ts';
import { historyOf } from '../history/scenario-history.ts';
import { nearestName } from '../run/schedule/selection.ts';
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

/** What scenarios and numbers did over all runs in these folders. Exit code 0: it tells, and judges nothing. Throws ConfigError where no scenario has the wanted name. */
export const historyCommand = async (folders: readonly string[], options: HistoryOptions): Promise<number> => {
  const { runs, unread } = readPastRuns(folders.length > 0 ? folders : ['reports']);
  const wanted = options.scenario?.toLowerCase();
  const all = historyOf(runs);
  const scenarios = all.filter(({ id }) => wanted === undefined || id.toLowerCase().includes(wanted));
  if (scenarios.length === 0 && options.scenario !== undefined) throw noneCalled(options.scenario, all, unread);
  const drifts = driftsOf(runs);
  if (options.json) process.stdout.write(`${shownJson(historyAsJson(runs, scenarios, drifts, unread), 2)}\n`);
  else {
    const sections = historySections(runs, scenarios, drifts, unread, wanted !== undefined);
    process.stdout.write(`${options.markdown ? asMarkdown(sections) : asTerminalText(sections, process.stdout.columns ?? 120)}\n`);
  }
  return 0;
};

const noneCalled = (name: string, all: readonly { readonly id: string }[], unread: readonly string[]): ConfigError => {
  const ids = all.map(({ id }) => id);
  const near = nearestName(name, ids) ?? nearestName(name, ids.map(withoutSuite));
  return new ConfigError(`in these runs no scenario has '${cleanText(name)}' in its name`, {
    evidence: unread.map((sentence) => `not counted: ${sentence}`),
    remedy: near === undefined ? 'hil history names all of them' : `did you mean '${near}'?`,
  });
};

const withoutSuite = (id: string): string => id.replace(/^.*? > /, '');
