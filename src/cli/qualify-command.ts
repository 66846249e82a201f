import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { shownLine } from '../core/clean-text.ts';
import { type Comparison, compareRuns } from '../history/compare.ts';
import type { PastRun } from '../history/past-run.ts';
import { pointsByScenario } from '../history/series.ts';
import { shareText, wilson } from '../history/wilson.ts';
import { segmentsBelow } from '../journal/read-journal.ts';
import { comparisonSections, exitCodeOf, runsIn } from './compare-command.ts';
import { runText } from './history-text.ts';
import { requireWritable, writeNamed } from './named-file.ts';
import { asMarkdown, asTerminalText, type Section } from './sections.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<folder>', 'the folder of a run, or of several: the matrix and a soak')
    .requiredOption('--baseline <folder>', 'the same of the release before')
    .option('-o, --output <file>', 'also as Markdown, to be signed')
    .action(async (folder, options) => exit(await qualifyCommand(folder, options)));

export interface QualifyOptions {
  readonly baseline: string;
  readonly output?: string;
}

/**
 * One document for a release: what was run, how it came out, how often, against a baseline, and by which journals and firmware. 0: qualified. 1: not, by
 * the product. 2: not, since something is not proven. Throws ConfigError where one of the folders holds no run.
 */
export const qualifyCommand = async (folder: string, { baseline, output }: QualifyOptions): Promise<number> => {
  if (output !== undefined) requireWritable(output, '--output');
  const [before, now] = [runsIn(baseline), runsIn(folder)];
  const found = compareRuns(before, now);
  const journals = await Promise.all(now.map(journalsOf));
  const doubts = doubtsOf(now, found, journals);
  const exitCode = exitCodeOf(found) === 1 || now.some(hasFailed) ? 1 : doubts.length > 0 || exitCodeOf(found) !== 0 ? 2 : 0;
  const sections = [
    {
      title: 'Qualification',
      text: [exitCode === 0 ? 'Qualified.' : 'Not qualified.', ...doubts, ...remarksOf(now), `Runs: ${now.map(runText).join(', ')}.`],
    },
    ...ownSections(now),
    ...comparisonSections(before, now, found).map(({ title, ...rest }) => ({
      title: `Against the baseline: ${title.toLowerCase()}`,
      ...rest,
    })),
    { title: 'Journals', head: ['run', 'file', 'SHA-256'], rows: journals.flat().map(({ run, file, sha256 }) => [run, file, sha256]) },
    { title: 'Signed off', head: ['name', 'date', 'signature'], rows: [['', '', '']] },
  ];
  process.stdout.write(`${asTerminalText(sections, process.stdout.columns ?? 120)}\n`);
  if (output !== undefined) await written(output, `${asMarkdown(sections)}\n`);
  return exitCode;
};

const written = async (output: string, text: string): Promise<void> => {
  await writeNamed(output, text, '--output');
  process.stdout.write(`\n${shownLine(output)}\n`);
};

interface Journal {
  readonly run: string;
  readonly file: string;
  readonly sha256: string;
}

const journalsOf = async ({ dir, run }: PastRun): Promise<readonly Journal[]> =>
  Promise.all(
    segmentsBelow(dir).map(async (path) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path), hash);
      return { run, file: relative(dir, path), sha256: hash.digest('hex') };
    }),
  );

const hasFailed = ({ scenarios }: PastRun): boolean => scenarios.some(({ verdict }) => verdict === 'failed');

/** Why nobody should put a name under it, one sentence each. */
const doubtsOf = (
  runs: readonly PastRun[],
  { unproven, compared }: Comparison,
  journals: readonly (readonly Journal[])[],
): readonly string[] => [
  ...runs.flatMap(({ run, exitCode }) =>
    exitCode === null
      ? [`${run} did not finish.`]
      : exitCode > 1
        ? [`${run} ended with exit code ${exitCode}: a part of it is not proven.`]
        : [],
  ),
  ...runs.flatMap(({ run }, at) => (journals[at]?.length === 0 ? [`${run} has no journal any more, so nobody can look again.`] : [])),
  ...(compared === 0 ? ['Nothing of the baseline was judged here.'] : []),
  ...(unproven.length > 0 ? [`${unproven.length} scenarios of the baseline are not proven here.`] : []),
];

const remarksOf = (runs: readonly PastRun[]): readonly string[] =>
  runs.some(({ boards }) => boards.some(({ simulated }) => simulated))
    ? ['A board of it is simulated, which says nothing of hardware by itself.']
    : [];

const ownSections = (runs: readonly PastRun[]): readonly Section[] => {
  const boards = new Map(runs.flatMap((run) => run.boards.map((board) => [board.name, board] as const)));
  return [
    {
      title: 'Scenarios',
      head: ['scenario', 'as expected', 'observed', 'known'],
      rows: [...pointsByScenario(runs)].map(([id, points]) => {
        const judged = points.filter(({ scenario: { verdict } }) => ['passed', 'failed', 'known'].includes(verdict));
        const good = judged.filter(({ scenario }) => scenario.verdict !== 'failed');
        const outcomes = new Set(points.flatMap(({ scenario }) => scenario.starts.map(({ observed }) => observed)));
        const known = points.some(({ scenario }) => scenario.verdict === 'known') ? 'known' : '';
        return [id, judged.length === 0 ? 'never judged' : shareText(wilson(good.length, judged.length)), [...outcomes].join(', '), known];
      }),
    },
    {
      title: 'Boards',
      head: ['board', 'what', 'version'],
      rows: [...boards.values()].flatMap(({ name, properties }) => Object.entries(properties).map(([what, value]) => [name, what, value])),
    },
    {
      title: 'Firmware',
      head: ['board', 'image', 'SHA-256', 'build id'],
      rows: [...boards.values()].flatMap(({ name, firmware }) =>
        Object.entries(firmware).map(([image, { sha256, buildId = '' }]) => [name, image, sha256, buildId]),
      ),
    },
  ];
};
