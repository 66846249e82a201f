import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type builder from 'junit-report-builder';
import type { LabEvent, Reporter } from '../core/event.ts';
import { type CaseNames, caseNames, outsideNames } from './junit-names.ts';
import {
  attachmentLine,
  attributeText,
  type CaseExtras,
  characterData,
  type JUnitCase,
  type JUnitElement,
  type JUnitSuite,
  junitText,
} from './junit-text.ts';
import { plainText } from './plain-text.ts';
import { type BoardRun, type Run, runOf, type ScenarioRun, unownedOf } from './run-model.ts';
import {
  firmwaresOf,
  firmwareText,
  injectedOf,
  isBad,
  isFlaky,
  nameOf,
  outcomesOf,
  reasonOf,
  suitesOf,
  timeOf,
  troubleOf,
  verdictOf,
} from './run-values.ts';
import { errorStory, storyOf } from './story.ts';
import { writeReport } from './write-report.ts';

/**
 * `junit.xml` for Jenkins and GitLab: a test suite for each suite and board. What the product did wrong is a `failure`; what the lab, a suite or the
 * runner did, and what was not run, is an `error`. Attempts that another one followed stand inside as Surefire writes them.
 */
export const junit = (): Reporter => ({
  name: 'junit.xml',
  isRepeatable: true,
  write: (events, dir) => writeReport(dir, 'junit.xml', junitXml(events, attachmentsIn(dir))),
});

/** The raw logs of a board, as paths. */
type Attachments = (board: string) => readonly string[];

const attachmentsIn =
  (dir: string): Attachments =>
  (board) =>
    ['a53.log', 'm7.log', 'kmsg.log']
      .map((log) => join(dir, board, log))
      .filter((path) => existsSync(path))
      .map((path) => relative(process.cwd(), path));

export const junitXml = (events: readonly LabEvent[], attachments: Attachments = () => []): string => {
  const run = runOf(events);
  const names = caseNames(run);
  const suites = run.boards.flatMap((board) => [
    ...[...suitesOf(board)].map(([name, scenarios]) => suiteOf(run, board, name, scenarios, { names, attachments })),
    ...(unownedOf(board).length > 0 ? [outsideOf(board)] : []),
  ]);
  return junitText(`verdin-hil ${run.name}`.trim(), [...suites, ...troubleIn(run)]);
};

// A file without an element that is red would say of a run that failed that all is well.
const troubleIn = (run: Run): Suite[] => {
  const trouble = troubleOf(run);
  if (trouble === undefined) return [];
  const suite = newSuite();
  suite.name('run').time(0);
  const testCase = suite.testCase();
  testCase.name('ends as expected').className('run').time(0);
  if (run.exitCode === 1) testCase.failure(attributeText(trouble), 'RunError');
  else testCase.error(attributeText(trouble), 'RunError', text(trouble));
  return [{ suite, extras: [] }];
};

interface Suite {
  readonly suite: JUnitSuite;
  readonly extras: readonly (CaseExtras | undefined)[];
}

const require = createRequire(import.meta.url);

// A tenth of a second of processor time in every process that reads the lab file, while one of them writes this report.
const newSuite = (): JUnitSuite => (require('junit-report-builder') as typeof builder).newBuilder().testSuite();

interface Told {
  readonly names: CaseNames;
  readonly attachments: Attachments;
}

const suiteOf = (run: Run, board: BoardRun, name: string, scenarios: readonly ScenarioRun[], { names, attachments }: Told): Suite => {
  const suite = newSuite();
  suite.name(attributeText(`${board.name}: ${name}`)).time(seconds(scenarios.reduce((sum, { result }) => sum + result.durationMs, 0)));
  const begin = timeOf(run, scenarios.find(({ startedAt }) => startedAt !== undefined)?.startedAt ?? run.begin);
  // Without fraction and zone, the only form that every reader takes; it is UTC.
  if (begin) suite.timestamp(begin.slice(0, 19));
  for (const [key, value] of joined(suiteProperties(run, board, scenarios, names))) suite.property(key, value);
  return {
    suite,
    extras: scenarios.map((scenario) => addCase(suite.testCase(), scenario, names.get(scenario) ?? nameOf(scenario), attachments)),
  };
};

// No scenario is to blame, and a reader of this file alone must hear of it.
const outsideOf = (board: BoardRun): Suite => {
  const suite = newSuite();
  suite.name(attributeText(`${board.name}: outside of scenarios`)).time(0);
  const names = outsideNames(board);
  for (const [index, { incident, during }] of unownedOf(board).entries()) {
    const reason = attributeText(`${incident.title}, during ${during}`);
    const testCase = suite.testCase();
    testCase.name(attributeText(names[index]!)).className('outside-of-scenarios').time(0);
    testCase.failure(reason, 'KernelIncidentError').stacktrace(text([reason, ...incident.lines].join('\n')));
  }
  return { suite, extras: [] };
};

// The junit-10 schema has properties on suites alone, so those of a scenario carry its name.
const suiteProperties = (run: Run, board: BoardRun, scenarios: readonly ScenarioRun[], names: CaseNames): (readonly [string, string])[] => [
  ['board', board.name],
  ['model', board.model],
  ['simulated', String(board.simulated)],
  ['verdin-hil', run.version],
  ...Object.entries(board.properties),
  ...[...firmwaresOf(scenarios)].map(([name, firmware]) => [`firmware ${name}`, firmwareText(firmware)] as const),
  ...injectedOf(scenarios).map((name) => ['injected fault', name] as const),
  ...scenarios.flatMap((scenario) => [
    ...outcomeProperties(scenario, names.get(scenario) ?? ''),
    ...(verdictOf(scenario) === 'known'
      ? [[`known: ${names.get(scenario)}`, scenario.description.expects.known?.link ?? 'yes'] as const]
      : []),
  ]),
];

const outcomeProperties = (scenario: ScenarioRun, name: string): (readonly [string, string])[] =>
  scenario.observations.length === 0
    ? []
    : [
        [`predicted: ${name}`, outcomesOf(scenario.observations, ({ predicted }) => predicted?.outcome)],
        [`observed: ${name}`, outcomesOf(scenario.observations, ({ outcome }) => outcome)],
      ];

/** A scenario whose story cannot be told costs its own test case, and not the file. */
const addCase = (testCase: JUnitCase, scenario: ScenarioRun, name: string, attachments: Attachments): CaseExtras => {
  testCase.name(attributeText(name)).className(attributeText(scenario.description.suite)).time(seconds(scenario.result.durationMs));
  try {
    return told(testCase, scenario, attachments);
  } catch (cause) {
    testCase.error(attributeText(`its result cannot be told: ${(cause as Error).message}`), 'InvariantError', '');
    return {};
  }
};

const told = (testCase: JUnitCase, scenario: ScenarioRun, attachments: Attachments): CaseExtras => {
  const { result } = scenario;
  const reason = attributeText(reasonOf(scenario));
  const details = text([reasonOf(scenario), ...result.errors.map(errorStory)].join('\n\n'));
  const type = result.fixed ? 'fixed?' : attributeText(result.errors[0]?.name ?? result.verdict);
  const verdict = verdictOf(scenario);
  const story = storyOf(scenario);
  const elements = attemptElements(scenario);
  if (verdict === 'failed') testCase.failure(reason, type).stacktrace(details);
  else if (verdict === 'error' || verdict === 'not-run') testCase.error(reason, type, details);
  else if (verdict === 'skipped' || verdict === 'known') testCase.skipped();
  const files = isBad(scenario) ? attachments(scenario.board).map(attachmentLine) : [];
  if (story.length + files.length > 0) testCase.standardOutput([text(story.join('\n')), ...files].join('\n'));
  const skipMessage = verdict === 'skipped' ? reason : verdict === 'known' ? knownText(scenario) : undefined;
  return { ...(skipMessage === undefined ? {} : { skipMessage }), elements };
};

// Neither green nor red in any reader: it failed as somebody knows, and the link says who.
const knownText = ({ description: { expects } }: ScenarioRun): string =>
  attributeText(['known failure', expects.known?.link, expects.known?.note].filter(Boolean).join(': '));

/** A property that several scenarios have is there once, with all its values. */
const joined = (properties: readonly (readonly [string, string])[]): ReadonlyMap<string, string> => {
  const all = new Map<string, Set<string>>();
  for (const [key, value] of properties) all.set(attributeText(key), (all.get(attributeText(key)) ?? new Set()).add(attributeText(value)));
  return new Map([...all].map(([key, values]) => [key, [...values].join(', ')]));
};

const text = (story: string): string => characterData(plainText(story));

const seconds = (ms: number): number => Math.max(0, Math.round(ms) / 1000);

/**
 * The attempts before the last one, as Surefire writes them: `flakyFailure` and `flakyError` in a test case that came out as expected, `rerunFailure`
 * and `rerunError` in one that did not. The case itself is what its last attempt was, not its first: only that one says whom to wake.
 */
const attemptElements = (scenario: ScenarioRun): readonly JUnitElement[] =>
  scenario.earlier.map((attempt) => {
    const [first] = attempt.result.errors;
    const story = storyOf(attempt);
    return {
      name: `${isFlaky(scenario) ? 'flaky' : 'rerun'}${verdictOf(attempt) === 'failed' ? 'Failure' : 'Error'}`,
      attributes: {
        message: attributeText(`attempt ${attempt.attempt}: ${reasonOf(attempt)}`),
        type: attributeText(first?.name ?? attempt.result.verdict),
      },
      children: {
        stackTrace: text([reasonOf(attempt), ...attempt.result.errors.map(errorStory)].join('\n\n')),
        ...(story.length > 0 ? { 'system-out': text(story.join('\n')) } : {}),
      },
    };
  });
