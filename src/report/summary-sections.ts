import { type BootRecord, bootStages, stageAt } from '../core/boot-stage.ts';
import { limitSentence } from '../core/model-limit.ts';
import { formatMs } from '../core/time.ts';
import { codeBlock, codeSpan, escapeMarkdown, link, table } from './markdown.ts';
import { type Run, type ScenarioRun, unownedOf } from './run-model.ts';
import { firmwaresOf, isFlaky, isMismatch, outcomesOf, reasonOf, titleOf, verdictOf } from './run-values.ts';
import { errorStory, storyOf } from './story.ts';

export const mismatches = (all: readonly ScenarioRun[]): string =>
  table(
    ['board', 'scenario', 'firmware', 'predicted', 'observed', 'because'],
    all.flatMap((scenario) =>
      scenario.observations
        .filter(isMismatch)
        .map(({ firmware, predicted, outcome }) => [
          codeSpan(scenario.board),
          escapeMarkdown(titleOf(scenario)),
          codeSpan(firmware?.name ?? ''),
          predicted!.outcome,
          `**${outcome}**`,
          `${scenario.injected.length > 0 ? 'a fault was injected; ' : ''}${escapeMarkdown(predicted!.because[0] ?? '')}`,
        ]),
    ),
  );

/** One failure: the reason, what to do, and the evidence. */
export const failures = (scenario: ScenarioRun): string => {
  const { result, board } = scenario;
  const faults = [...new Set(result.errors.map(({ fault }) => fault))].join(', ');
  const places = [...new Set(result.errors.flatMap(({ place }) => place ?? []))];
  return [
    `### ${verdictOf(scenario)}: ${escapeMarkdown(titleOf(scenario))}`,
    `Board ${codeSpan(board)}${faults ? `, fault ${faults}` : ''}: ${escapeMarkdown(reasonOf(scenario))}`,
    ...(places.length > 0 ? [`At ${places.map(codeSpan).join(', ')}`] : []),
    ...result.errors.flatMap(({ remedy }) => (remedy ? [`What to do: ${escapeMarkdown(remedy)}`] : [])),
    attemptList(scenario),
    ...scenario.mishaps.map((sentence) => `Only the simulated board knows: ${escapeMarkdown(sentence)}`),
    codeBlock(
      shortened([...result.errors.flatMap((error) => errorStory(error).split('\n')), ...storyOf({ ...scenario, diagnosis: undefined })]),
    ),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
};

/** What came out as expected only at a later attempt, with why the ones before did not. */
export const flakiness = (all: readonly ScenarioRun[]): string[] =>
  all
    .filter(isFlaky)
    .flatMap((scenario) => [
      `${codeSpan(scenario.board)} ${escapeMarkdown(titleOf(scenario))}: ${verdictOf(scenario)} at attempt ${scenario.attempt}.`,
      attemptList(scenario),
    ]);

const attemptList = ({ earlier }: ScenarioRun): string =>
  earlier
    .map(({ attempt, result }) => {
      const [first] = result.errors;
      const what = `attempt ${attempt}, ${result.verdict}${first ? `, fault ${first.fault}` : ''}: ${first?.message ?? ''}`;
      return `- ${escapeMarkdown(what)}${first?.remedy ? ` What to do: ${escapeMarkdown(first.remedy)}` : ''}`;
    })
    .join('\n');

const shownLines = 60;

const shortened = (lines: readonly string[]): string[] =>
  lines.length <= shownLines
    ? [...lines]
    : [...lines.slice(0, shownLines / 2), `… ${lines.length - shownLines} lines more in junit.xml …`, ...lines.slice(-shownLines / 2)];

export const knownFailures = (all: readonly ScenarioRun[]): string =>
  table(
    ['board', 'scenario', 'observed', 'known as'],
    all
      .filter((scenario) => verdictOf(scenario) === 'known')
      .map((scenario) => {
        const { known } = scenario.description.expects;
        const observed = outcomesOf(scenario.observations, ({ outcome }) => outcome);
        const note = known?.note ? ` ${escapeMarkdown(known.note)}` : '';
        return [codeSpan(scenario.board), escapeMarkdown(titleOf(scenario)), observed, known ? `${link(known.link)}${note}` : ''];
      }),
  );

/** Kernel incidents that no scenario owns and that would have ended one. */
export const outside = (run: Run): string[] =>
  run.boards.flatMap((board) =>
    unownedOf(board).flatMap(({ incident, during }) => [
      `### failed: ${escapeMarkdown(incident.title)}, during ${escapeMarkdown(during)}`,
      `Board ${codeSpan(board.name)}, fault dut: no scenario ran that could have caused it.`,
      codeBlock(incident.lines.slice(0, incidentLines)),
    ]),
  );

const incidentLines = 12;

/** Every kernel incident with its title and signature, and the first lines of its report. */
export const incidents = (run: Run, all: readonly ScenarioRun[]): string[] => {
  const seen = [
    ...all.flatMap(({ board, incidents: own, ...scenario }) =>
      own.map((each) => ({ ...each, board, where: titleOf({ ...scenario, board, incidents: own }) })),
    ),
    ...run.boards.flatMap(({ name: board, incidents: own }) => own.map((each) => ({ ...each, board, where: `(${each.during})` }))),
  ];
  const rows = seen.map(({ incident, expected, tolerated, board, where }) => [
    codeSpan(board),
    escapeMarkdown(where),
    incident.kind,
    `${escapeMarkdown(incident.title)}${incident.consequences.length > 0 ? `, then ${incident.consequences.join(', ')}` : ''}`,
    codeSpan(incident.signature),
    incident.channels.join(', '),
    expected ? 'expected' : tolerated ? 'tolerated' : incident.endsScenario ? '**ended the scenario**' : incident.severity,
    incident.knownIssue ? escapeMarkdown(incident.knownIssue) : '',
  ]);
  const ending = seen.filter(({ incident }) => incident.endsScenario);
  return [
    table(['board', 'scenario', 'kind', 'title', 'signature', 'seen on', 'weight', 'known'], rows),
    ...ending.map(({ incident }) => `${codeSpan(incident.signature)}:\n\n${codeBlock(incident.lines.slice(0, incidentLines))}`),
  ];
};

export const scenarios = (all: readonly ScenarioRun[]): string =>
  table(
    ['board', 'scenario', 'verdict', 'predicted', 'observed', 'took'],
    all.map((scenario) => [
      codeSpan(scenario.board),
      escapeMarkdown(titleOf(scenario)),
      `${scenario.result.fixed ? '**fixed?**' : verdictOf(scenario) === 'passed' ? 'passed' : `**${verdictOf(scenario)}**`}${attemptText(scenario)}`,
      outcomesOf(scenario.observations, ({ predicted }) => predicted?.outcome),
      outcomesOf(scenario.observations, ({ outcome }) => outcome),
      formatMs(scenario.result.durationMs),
    ]),
  );

/** What simulated boards met and do not model, whatever came of it. */
export const limits = (all: readonly ScenarioRun[]): string =>
  table(
    ['board', 'scenario', 'met', 'and then'],
    all.flatMap((scenario) =>
      scenario.limits.map((limit) => [
        codeSpan(scenario.board),
        escapeMarkdown(titleOf(scenario)),
        escapeMarkdown(limitSentence(limit)),
        limit.fatal ? '**it could not go on**' : 'it went on',
      ]),
    ),
  );

const attemptText = (scenario: ScenarioRun): string =>
  scenario.earlier.length === 0 ? '' : `, ${isFlaky(scenario) ? '**flaky**, ' : ''}attempt ${scenario.attempt}`;

export const boots = (run: Run): string => {
  const stages = bootStages.filter((stage) => stage !== 'off');
  return table(
    ['board', 'boot', 'reset cause', ...stages],
    run.boards.flatMap(({ name, boots: records }) =>
      records.map((boot) => [
        codeSpan(name),
        boot.kind === 'unannounced' ? '**unannounced**' : boot.kind,
        escapeMarkdown(boot.resetCause ?? ''),
        ...stages.map((stage) => stageText(boot, stage)),
      ]),
    ),
  );
};

const stageText = (boot: BootRecord, stage: (typeof bootStages)[number]): string => {
  const at = stageAt(boot, stage);
  return at === undefined ? '' : formatMs(at);
};

export const measurements = (all: readonly ScenarioRun[]): string => {
  const series = new Map<string, number[]>();
  for (const { board, measurements: own } of all) {
    for (const { name, value, unit } of own) {
      const key = JSON.stringify([board, name, unit]);
      series.set(key, [...(series.get(key) ?? []), value]);
    }
  }
  return table(
    ['board', 'measured', 'count', 'least', 'median', 'most', 'unit'],
    [...series].map(([key, values]) => {
      const [board, name, unit] = JSON.parse(key) as [string, string, string];
      const sorted = values.sort((a, b) => a - b);
      const numbers = [sorted[0]!, sorted[Math.floor((sorted.length - 1) / 2)]!, sorted.at(-1)!].map((value) =>
        String(Number(value.toFixed(2))),
      );
      return [codeSpan(board), escapeMarkdown(name), String(sorted.length), ...numbers, escapeMarkdown(unit)];
    }),
  );
};

export const skips = (all: readonly ScenarioRun[]): string =>
  all
    .filter((scenario) => verdictOf(scenario) === 'skipped')
    .map((scenario) => `- ${codeSpan(scenario.board)} ${escapeMarkdown(titleOf(scenario))}: ${escapeMarkdown(reasonOf(scenario))}`)
    .join('\n');

export const labNotes = (run: Run): string =>
  run.boards.flatMap(({ name, notes }) => notes.map((note) => `- ${codeSpan(name)}: ${escapeMarkdown(note)}`)).join('\n');

export const versions = (run: Run): string =>
  table(
    ['board', 'what', 'is'],
    [
      ...(run.version ? [['', 'verdin-hil', codeSpan(run.version)]] : []),
      ...run.boards.flatMap(({ name, model, properties, scenarios: own }) => [
        [codeSpan(name), 'model', codeSpan(model)],
        ...Object.entries(properties).map(([key, value]) => [codeSpan(name), escapeMarkdown(key), codeSpan(value)]),
        ...[...firmwaresOf(own)].map(([key, { sha256, bytes, memory, buildId }]) => [
          codeSpan(name),
          `firmware ${codeSpan(key)}`,
          `${codeSpan(sha256)}, ${bytes} bytes, ${memory}${buildId ? `, build id ${codeSpan(buildId)}` : ''}`,
        ]),
      ]),
    ],
  );
