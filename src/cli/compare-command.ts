import { shownJson } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { type Compared, type Comparison, compareRuns, type OutcomeChange, type TimeChange } from '../history/compare.ts';
import { type PastRun, readPastRuns } from '../history/past-run.ts';
import { shareText } from '../history/wilson.ts';
import { changeText, runText, signed } from './history-text.ts';
import { asMarkdown, asTerminalText, type Section } from './sections.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<older>', 'the folder of a run, or of several')
    .argument('<newer>', 'the same')
    .option('--json', 'for programs')
    .option('--markdown', 'for a release note')
    .action(async (older, newer, options) => exit(await compareCommand(older, newer, options)));

export interface CompareOptions {
  readonly json?: true;
  readonly markdown?: true;
}

/**
 * Whether the newer runs are worse than the older ones. Exit code 1: a failure that was not there before, of a new scenario too. 2: something that was proven before is not proven now, or nothing could be compared. 0: neither.
 * Throws ConfigError where one of the folders holds no run.
 */
export const compareCommand = async (older: string, newer: string, options: CompareOptions): Promise<number> => {
  const [before, now] = [runsIn(older), runsIn(newer)];
  const found = compareRuns(before, now);
  const exitCode = exitCodeOf(found);
  if (options.json) process.stdout.write(`${shownJson({ version: 1, exitCode, ...found }, 2)}\n`);
  else {
    const sections = comparisonSections(before, now, found);
    process.stdout.write(`${options.markdown ? asMarkdown(sections) : asTerminalText(sections, process.stdout.columns ?? 120)}\n`);
  }
  return exitCode;
};

export const exitCodeOf = ({ regressions, unproven, compared: count }: Comparison): 0 | 1 | 2 =>
  regressions.length > 0 ? 1 : unproven.length > 0 || count === 0 ? 2 : 0;

/** Throws ConfigError where there is none. */
export const runsIn = (folder: string): readonly PastRun[] => {
  const { runs, unread } = readPastRuns([folder]);
  if (runs.length > 0) return runs;
  throw new ConfigError(`there is no run in ${folder}`, {
    evidence: unread,
    remedy: 'give the folder of a run, such as reports/latest, or one that holds runs',
  });
};

export const comparisonSections = (before: readonly PastRun[], now: readonly PastRun[], found: Comparison): readonly Section[] => [
  { title: 'Verdict', text: [verdictText(found), `Before: ${spanText(before)}. Now: ${spanText(now)}.`] },
  { title: 'Worse', head: comparedHead, rows: found.regressions.map(comparedRow) },
  { title: 'Not proven any more', text: found.unproven },
  { title: 'Outcomes that changed', head: outcomeHead, rows: found.outcomes.map(outcomeRow) },
  { title: 'Predictions that no longer hold', head: outcomeHead, rows: found.mispredicted.map(outcomeRow) },
  { title: 'Slower', head: timeHead, rows: found.slower.map(timeRow) },
  { title: 'Faster', head: timeHead, rows: found.faster.map(timeRow) },
  { title: 'Mended', head: comparedHead, rows: found.fixed.map(comparedRow) },
  { title: 'Still bad', head: comparedHead, rows: found.stillBad.map(comparedRow) },
  { title: 'Still known', text: found.stillKnown },
  { title: 'New scenarios', text: found.added },
  { title: 'Versions', text: found.changed.map(({ board, ...change }) => `${board}: ${changeText(change)}`) },
];

const verdictText = ({ compared, regressions, unproven, fixed, slower }: Comparison): string => {
  if (compared === 0 && unproven.length === 0 && regressions.length === 0)
    return 'Nothing could be compared: no scenario was judged in both.';
  const words = [
    ...(regressions.length > 0 ? [`${regressions.length} worse`] : []),
    ...(unproven.length > 0 ? [`${unproven.length} not proven any more`] : []),
    ...(fixed.length > 0 ? [`${fixed.length} mended`] : []),
    ...(slower.length > 0 ? [`${slower.length} slower`] : []),
  ];
  return words.length === 0 ? 'No worse: everything that was proven before is proven again.' : `${words.join(', ')}.`;
};

const spanText = (runs: readonly PastRun[]): string =>
  runs.length === 1 ? runText(runs[0]!) : `${runs.length} runs, ${runText(runs[0]!)} to ${runText(runs.at(-1)!)}`;

const comparedHead = ['scenario', 'bad before', 'bad now', 'why'];
const comparedRow = ({ id, before, now, reason }: Compared): string[] => [
  id,
  before.of === 0 ? 'not judged' : shareText(before),
  shareText(now),
  reason,
];

const outcomeHead = ['scenario', 'firmware', 'before', 'now'];
const outcomeRow = ({ id, firmware, before, now }: OutcomeChange): string[] => [id, firmware, before, now];

const timeHead = ['board', 'what', 'shift (95 %)', 'of the median'];
const timeRow = ({ board, name, unit, shift, relative }: TimeChange): string[] => [
  board,
  name,
  `${signed(shift.by)} (${signed(shift.low)} to ${signed(shift.high)}) ${unit}`,
  `${signed(relative * 100)} %`,
];
