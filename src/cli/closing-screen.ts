import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cleanText, shownText } from '../core/clean-text.ts';
import type { ErrorReport } from '../core/errors.ts';
import { type ScenarioResult, type Verdict, verdicts } from '../core/scenario.ts';
import type { Progress } from './progress.ts';

const meanings: Readonly<Record<number, string>> = {
  0: 'as expected',
  1: 'the product failed',
  2: 'the lab or the runner failed',
};

/** What a person needs when a run is over: what failed and why, what to do next, where the reports are. */
export const closingScreen = (
  { results, excluded, unowned, causes }: Pick<Progress, 'results' | 'excluded' | 'unowned'> & Partial<Pick<Progress, 'causes'>>,
  run: {
    readonly exitCode: number;
    readonly dir: string;
    readonly problems: readonly string[];
    readonly flakiness?: string | undefined;
    /** By what, where somebody ended it. */
    readonly interrupted?: string | undefined;
    readonly part?: string | undefined;
  },
  took: string,
): string => {
  const bad = [...results.values()].filter(({ verdict }) => verdict === 'failed' || verdict === 'error' || verdict === 'not-run');
  const keys = new Map([...results].map(([key, result]) => [result, key]));
  const boards = new Set([...keys].map(([result, key]) => boardIn(key, result)));
  const told = (result: ScenarioResult): string[] => {
    const key = keys.get(result) ?? '';
    return describe(result, causes?.get(key), boards.size > 1 ? `${boardIn(key, result)}: ` : '');
  };
  const own = bad.filter((result) => !isOneOfMany(result, bad));
  const where = relative(process.cwd(), run.dir) || '.';
  return shownText(
    [
      '',
      ...own.slice(0, mostFailures).flatMap(told),
      ...(own.length > mostFailures
        ? [`and ${own.length - mostFailures} more that failed: their lines are above, and all of it is in the reports`, '']
        : []),
      ...describeNotRun(bad.filter((result) => isOneOfMany(result, bad))),
      ...[...results.values()].filter(({ flaky }) => flaky).flatMap(describeFlaky),
      ...[...excluded].flatMap(describeExcluded),
      ...[...unowned.values()].flatMap((what) => [`FAILED outside of scenarios (dut): ${firstLine(what)}`, '']),
      ...run.problems.flatMap((problem) => [`PROBLEM ${firstLine(problem)}`, '']),
      ...(run.part ? [`!!! ONLY !!! ${firstLine(run.part)}`, ''] : []),
      `${counts([...results.values()])} in ${took}`,
      `exit code ${run.exitCode}: ${meaningOf(run, bad)}`,
      reportsOf(run.dir, where),
      ...run.problems.filter(isAboutPower).flatMap((problem) => ['', `!!! POWER !!! ${firstLine(problem)}`]),
      '',
    ].join('\n'),
  );
};

// The last line, and the loudest: a board that stays powered by accident is a danger to it and to its lab.
const isAboutPower = (problem: string): boolean => problem.includes('may still have power');

// A report is there in full or not at all, and the folder is of this run alone.
const reportsOf = (dir: string, where: string): string => {
  const written = ['index.html', 'summary.md', 'junit.xml', 'run.json'].filter((name) => existsSync(join(dir, name)));
  if (written.length > 0) return `reports: ${written.map((name) => `${where}/${name}`).join(', ')}`;
  return existsSync(dir)
    ? `reports: none was written; what is left of the journal is in ${where}`
    : `reports: none was written, and ${where} is gone`;
};

// More scroll away what they are about.
const mostFailures = 30;

const boardIn = (key: string, { id }: ScenarioResult): string => key.slice(0, -id.length - 1);

const describe = (result: ScenarioResult, cause: string | undefined, board: string): string[] => {
  const [first, ...others] = result.errors;
  const sentence = result.reason ?? first?.message ?? 'no reason is known';
  const fault = first ? ` (${first.fault})` : '';
  return [
    `${result.verdict === 'failed' ? 'FAILED' : 'ERROR'} ${board}${result.id}${fault}: ${firstLine(sentence)}`,
    ...(first?.remedy ? [`  -> ${first.remedy}`] : []),
    ...(cause ? [`  why, ${firstLine(cause)}`] : []),
    ...(first?.place ? [`  at ${first.place}`] : []),
    ...others.map(({ fault, message, place }) => `  also (${fault}): ${firstLine(message)}${place ? ` at ${place}` : ''}`),
    '',
  ];
};

// What never began says the same for each: the reason once is enough, the reports have the names.
const isOneOfMany = ({ verdict, reason }: ScenarioResult, bad: readonly ScenarioResult[]): boolean =>
  verdict === 'not-run' && bad.filter((other) => other.verdict === 'not-run' && other.reason === reason).length > 1;

const describeNotRun = (notRun: readonly ScenarioResult[]): string[] => {
  const counts = new Map<string | undefined, number>();
  for (const { reason } of notRun) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].flatMap(([reason, count]) => [`NOT RUN ${count} scenarios: ${firstLine(reason ?? 'no reason is known')}`, '']);
};

// Siblings may have done its part, so that the run is as expected: the lab still has a board to look after.
const describeExcluded = ([board, { message, remedy }]: readonly [string, ErrorReport]): string[] => [
  `EXCLUDED ${board}: ${firstLine(message)}`,
  ...(remedy ? [`  -> ${remedy}`] : []),
  '',
];

const describeFlaky = ({ id, attempts = [] }: ScenarioResult): string[] => [
  `FLAKY ${id}: as expected at attempt ${attempts.length + 1}`,
  ...attempts.map(({ attempt, verdict, errors: [first] }) => {
    const why = first ? ` (${first.fault}): ${firstLine(first.message)}` : '';
    return `  attempt ${attempt} ${verdict}${why}`;
  }),
  '',
];

const meaningOf = (
  {
    exitCode,
    flakiness,
    interrupted,
  }: { readonly exitCode: number; readonly flakiness?: string | undefined; readonly interrupted?: string | undefined },
  bad: readonly ScenarioResult[],
) => {
  if (interrupted !== undefined && exitCode === 2) return interrupted;
  return flakiness && !bad.some(({ verdict }) => verdict === 'failed') ? flakiness : (meanings[exitCode] ?? 'unknown');
};

const firstLine = (text: string): string => cleanText(text).split('\n')[0]!;

const counts = (results: readonly ScenarioResult[]): string => {
  const of = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
  const words = verdicts.filter((verdict) => of(verdict) > 0).map((verdict) => `${of(verdict)} ${verdict}`);
  const flaky = results.filter((result) => result.flaky).length;
  return words.length > 0 ? `${words.join(', ')}${flaky > 0 ? `, ${flaky} of them flaky` : ''}` : 'no scenario ran';
};
