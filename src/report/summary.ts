import type { LabEvent, Reporter } from '../core/event.ts';
import { type Verdict, verdicts } from '../core/scenario.ts';
import { formatMs } from '../core/time.ts';
import { codeSpan, escapeMarkdown, section, table } from './markdown.ts';
import { outcomeMatrix } from './matrix.ts';
import { plainText } from './plain-text.ts';
import { attemptsOf, type Run, runOf, type ScenarioRun, scenariosOf } from './run-model.ts';
import { badOf, countsOf, isFlaky } from './run-values.ts';
import { soak } from './soak.ts';
import { causes } from './summary-causes.ts';
import {
  boots,
  failures,
  flakiness,
  incidents,
  knownFailures,
  labNotes,
  limits,
  measurements,
  mismatches,
  outside,
  scenarios,
  skips,
  versions,
} from './summary-sections.ts';
import { writeReport } from './write-report.ts';

/** `summary.md` for people: what failed and why, predictions that did not hold, the outcome matrix, boots and versions. */
export const summary = (): Reporter => ({
  name: 'summary.md',
  isRepeatable: true,
  write: (events, dir) => writeReport(dir, 'summary.md', summaryMarkdown(events)),
});

export const summaryMarkdown = (events: readonly LabEvent[]): string => {
  const run = runOf(events);
  const all = scenariosOf(run);
  const attempts = attemptsOf(all);
  const blocks = [
    headline(run),
    runLine(run),
    totals(run),
    section('Predictions that did not hold', mismatches(attempts)),
    section('Rounds', ...soak(run)),
    section('Failures outside of scenarios', ...outside(run)),
    section('Failures', ...badOf(all).map(failures)),
    section('Flaky', ...flakiness(all)),
    section('Why', ...causes(attempts)),
    section('Known failures', knownFailures(all)),
    section('Kernel incidents', ...incidents(run, attempts)),
    section('Outcome matrix', outcomeMatrix(run)),
    section('Scenarios', scenarios(all)),
    section('Not modelled', limits(attempts)),
    section('Boots', boots(run)),
    section('Measurements', measurements(all)),
    section('Injected faults', injected(run)),
    section('Skipped', skips(all)),
    section('Lab', labNotes(run)),
    section('Versions', versions(run)),
  ];
  return plainText(`${blocks.filter((block) => block !== '').join('\n\n')}\n`);
};

const exitMeanings: Readonly<Record<number, string>> = {
  0: 'as expected',
  1: 'the product failed',
  2: 'the lab or the runner failed',
  3: 'configuration or usage',
};

/** Whom an exit code concerns; nobody's failure is told where somebody ended the run, as its `reason` says. */
export const exitMeaning = (code: number, reason = ''): string =>
  code === 2 && reason.startsWith('interrupted by ') ? reason.split('; ')[0]! : (exitMeanings[code] ?? 'unknown');

const headline = (run: Run): string => {
  const exit =
    run.exitCode === undefined ? 'the run did not finish' : `exit code ${run.exitCode}: ${exitMeaning(run.exitCode, run.reason)}`;
  return `# ${countsText(run)} — ${exit}`;
};

const countsText = (run: Run): string => {
  const all = scenariosOf(run);
  const counts = countsOf(all);
  const words = verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  return words.length === 0 ? 'no scenario ran' : `${words.join(', ')}${flakyText(all)}`;
};

const flakyText = (all: readonly ScenarioRun[]): string => {
  const count = all.filter(isFlaky).length;
  return count === 0 ? '' : `, ${count} of them flaky`;
};

const runLine = (run: Run): string =>
  [
    `Run ${codeSpan(run.name)}${run.startedAt ? `, started ${run.startedAt.toISOString()}` : ''}, took ${formatMs(run.durationMs)}.`,
    ...(run.reason ? [escapeMarkdown(run.reason)] : []),
    ...(run.command.length > 0 ? [`Command: ${codeSpan(run.command.join(' '))}`] : []),
    ...run.boards
      .filter(({ simulated }) => simulated)
      .map(
        ({ name, speed }) =>
          `Board ${codeSpan(name)} is simulated, at ${speed} times real time: its results say nothing about hardware by themselves.`,
      ),
  ].join('  \n');

const totals = (run: Run): string =>
  table(
    ['board', ...verdicts, 'flaky'],
    run.boards.map(({ name, scenarios: own }) => {
      const counts = countsOf(own);
      return [codeSpan(name), ...verdicts.map((verdict: Verdict) => String(counts[verdict])), String(own.filter(isFlaky).length)];
    }),
  );

const injected = (run: Run): string =>
  run.boards
    .filter((board) => board.injected.length > 0)
    .map(({ name, injected: names }) => `- ${codeSpan(name)}: ${names.map(codeSpan).join(', ')}`)
    .join('\n');
