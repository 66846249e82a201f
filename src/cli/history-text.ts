import type { Drifts } from '../history/drift.ts';
import { isBad } from '../history/failure-signature.ts';
import type { PastRun } from '../history/past-run.ts';
import type { ScenarioHistory, Streak } from '../history/scenario-history.ts';
import type { Point } from '../history/series.ts';
import type { Change } from '../history/what-changed.ts';
import { shareText } from '../history/wilson.ts';
import type { Section } from './sections.ts';

/** `2026-01-04 02:10 night-4`; a run that is named by its moment is told by its name alone. */
export const runText = ({ startedAt, run }: PastRun): string =>
  /^\d{4}-\d\d-\d\dT/.test(run) ? run : `${startedAt.toISOString().slice(0, 16).replace('T', ' ')} ${run}`;

export const changeText = ({ what, from, to }: Change): string => `${what}: ${from} -> ${to}`;

export const historySections = (
  runs: readonly PastRun[],
  scenarios: readonly ScenarioHistory[],
  drifts: Drifts,
  unread: readonly string[],
  isDetailed: boolean,
): readonly Section[] => [
  { title: 'Runs', text: [spanText(runs), ...unread.map((sentence) => `Not counted: ${sentence}.`)] },
  {
    title: 'Failing now',
    head: ['scenario', 'board', 'whose', 'since', 'times', 'changed then', 'why'],
    rows: scenarios.flatMap(({ id, failing }) => failing.map((streak) => failingRow(id, streak))),
  },
  { title: 'Which boards', text: scenarios.flatMap(({ id, across }) => (across ? [`${id}: ${across}.`] : [])) },
  {
    title: 'Unsteady',
    text: unsteadyNote(scenarios),
    head: ['scenario', 'unsteady', 'results, the newest last'],
    rows: scenarios.filter(({ flaky }) => flaky.times > 0).map(({ id, flaky, points }) => [id, shareText(flaky), strip(points)]),
  },
  {
    title: 'Numbers that drift',
    text: driftNote(drifts),
    head: ['board', 'what', 'before', 'now', 'shift (95 %)', 'since'],
    rows: drifts.found.map(({ series, before, now, shift, since }) => [
      series.board,
      series.name,
      `${number(before)} ${series.unit}`,
      `${number(now)} ${series.unit}`,
      `${signed(shift.by)} (${signed(shift.low)} to ${signed(shift.high)}) ${series.unit}`,
      runText(since),
    ]),
  },
  {
    title: 'Results',
    head: ['run', 'board', 'verdict', 'why'],
    rows: isDetailed ? scenarios.flatMap(({ points }) => points.map(pointRow)) : [],
  },
];

const spanText = (runs: readonly PastRun[]): string =>
  runs.length === 0
    ? 'There is no run here.'
    : `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${runText(runs[0]!)} to ${runText(runs.at(-1)!)}.`;

const failingRow = (id: string, { board, faults, since, length, lastGood, changed, reason }: Streak): string[] => [
  id,
  board,
  faults.join(', '),
  `${runText(since.run)}${lastGood ? '' : ' (never passed before)'}`,
  `${length}`,
  changed.length > 0 ? changed.map(changeText).join('; ') : lastGood ? 'nothing that is known' : '',
  reason,
];

const pointRow = ({ run, scenario }: Point): string[] => [
  runText(run),
  scenario.board,
  `${scenario.verdict}${scenario.flaky ? ' (flaky)' : ''}`,
  scenario.reason,
];

const mostResults = 40;

/** `..F.k`: . passed, F failed, E error, k known, f flaky. */
const strip = (points: readonly Point[]): string =>
  points
    .slice(-mostResults)
    .map(({ scenario }) => {
      if (scenario.flaky) return 'f';
      if (scenario.verdict === 'known') return 'k';
      if (scenario.verdict === 'error') return 'E';
      return isBad(scenario) ? 'F' : scenario.verdict === 'skipped' ? '-' : '.';
    })
    .join('');

const unsteadyNote = (scenarios: readonly ScenarioHistory[]): string[] =>
  scenarios.some(({ flaky }) => flaky.times > 0)
    ? ['Came out well only at a later attempt, or badly between two good results with nothing changed; with the 95 % interval.']
    : [];

const driftNote = ({ found, judged, tooShort }: Drifts): string[] =>
  found.length === 0 && judged === 0
    ? []
    : [
        `${judged} series judged (Mann-Whitney, 1 % over all of them, at least 5 % of the median)${tooShort > 0 ? `; ${tooShort} too short yet` : ''}.`,
        ...(found.length === 0 ? ['None drifts.'] : []),
      ];

export const number = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

export const signed = (value: number): string => `${value > 0 ? '+' : ''}${number(value)}`;

export const historyAsJson = (
  runs: readonly PastRun[],
  scenarios: readonly ScenarioHistory[],
  { found, judged, tooShort }: Drifts,
  unread: readonly string[],
): object => ({
  version: 1,
  runs: runs.length,
  unread,
  scenarios: scenarios.map(({ id, points, failing, flaky, across }) => ({
    id,
    results: points.map(({ run, scenario }) => ({
      run: run.run,
      startedAt: run.startedAt.toISOString(),
      board: scenario.board,
      verdict: scenario.verdict,
      flaky: scenario.flaky,
    })),
    failing: failing.map(({ since, lastGood, ...streak }) => ({ ...streak, since: since.run.run, lastGood: lastGood?.run.run ?? null })),
    flaky,
    across: across ?? null,
  })),
  drifts: {
    judged,
    tooShort,
    found: found.map(({ series: { board, name, unit }, before, now, shift, since }) => ({
      board,
      name,
      unit,
      before,
      now,
      shift,
      since: since.run,
    })),
  },
});
