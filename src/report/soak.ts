import { quantile } from 'simple-statistics';
import { bootStages, stageAt } from '../core/boot-stage.ts';
import { judgesProduct } from '../core/scenario.ts';
import { formatMs } from '../core/time.ts';
import { shareText, wilson } from '../history/wilson.ts';
import { codeSpan, escapeMarkdown, table } from './markdown.ts';
import { type Run, type ScenarioRun, scenariosOf } from './run-model.ts';
import { verdictOf } from './run-values.ts';

const rounded = (values: readonly number[]): string[] => [0.5, 0.95, 1].map((share) => formatMs(quantile([...values], share)));

/** Of a run with several rounds: how often each scenario came out as expected, how long it took, and how long boots took. */
export const soak = (run: Run): readonly string[] => {
  const groups = byScenario(scenariosOf(run));
  if (groups.every(({ length }) => length === 1)) return [];
  return [rates(groups), boots(run), hourly(run)].filter((block) => block !== '');
};

/** The rounds of each scenario on each board; their ids differ, their names do not. */
const byScenario = (all: readonly ScenarioRun[]): readonly (readonly ScenarioRun[])[] => {
  const groups = new Map<string, ScenarioRun[]>();
  for (const scenario of all) {
    const key = JSON.stringify([scenario.board, scenario.description.suite, scenario.description.name]);
    const known = groups.get(key);
    if (known) known.push(scenario);
    else groups.set(key, [scenario]);
  }
  return [...groups.values()];
};

const rates = (groups: readonly (readonly ScenarioRun[])[]): string =>
  table(
    ['board', 'scenario', 'as expected', 'not judged', 'median', '95 %', 'longest'],
    groups.map((rounds) => {
      const judged = rounds.filter((round) => judgesProduct(verdictOf(round)));
      const well = judged.filter((round) => verdictOf(round) !== 'failed');
      const [{ board, description }] = rounds as readonly [ScenarioRun];
      return [
        codeSpan(board),
        escapeMarkdown(`${description.suite} > ${description.name}`),
        shareText(wilson(well.length, judged.length)),
        String(rounds.length - judged.length),
        ...(judged.length > 0 ? rounded(judged.map(({ result }) => result.durationMs)) : ['', '', '']),
      ];
    }),
  );

const boots = (run: Run): string =>
  table(
    ['board', 'cold boot to', 'boots', 'median', '95 %', 'longest'],
    run.boards.flatMap(({ name, boots: records }) =>
      bootStages
        .filter((stage) => stage !== 'off')
        .flatMap((stage) => {
          const times = records.filter(({ kind }) => kind === 'cold').flatMap((boot) => stageAt(boot, stage) ?? []);
          return times.length > 0 ? [[codeSpan(name), stage, String(times.length), ...rounded(times)]] : [];
        }),
    ),
  );

const hourMs = 3_600_000;

const hourly = (run: Run): string =>
  run.durationMs > 0
    ? run.boards
        .map(({ name, boots: { length } }) => `${codeSpan(name)}: ${((length * hourMs) / run.durationMs).toFixed(1)} boots an hour.`)
        .join('  \n')
    : '';
