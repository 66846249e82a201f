import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Label, TestResult } from 'allure-js-commons';
import type { Reporter } from '../core/event.ts';
import { mapStrings } from '../core/redaction.ts';
import type { Verdict } from '../core/scenario.ts';
import { type CaseNames, caseNames, outsideNames } from './junit-names.ts';
import { plainText } from './plain-text.ts';
import { attemptsOf, type Run, runOf, type ScenarioRun, scenariosOf, unownedOf } from './run-model.ts';
import { nameOf, reasonOf, timeOf, verdictOf } from './run-values.ts';
import { stableId } from './stable-id.ts';
import { errorStory, storyOf } from './story.ts';
import { disked } from './write-report.ts';

/**
 * `allure-results/` for Allure Report and TestOps (https://allurereport.org). What the product did wrong is `failed`, what the lab, a suite or the runner
 * did, and what was not run, is `broken`. Attempts at one scenario are results with one history.
 */
export const allure = (): Reporter => ({
  name: 'allure-results',
  write: (events, dir) => writeResults(runOf(events), join(dir, 'allure-results')),
});

const writeResults = (run: Run, resultsDir: string): Promise<void> =>
  disked(resultsDir, async () => {
    const { FileSystemWriter } = await import('allure-js-commons/sdk/reporter');
    await rm(resultsDir, { recursive: true, force: true });
    await mkdir(resultsDir, { recursive: true });
    const writer = new FileSystemWriter({ resultsDir });
    for (const { result, story } of allureResults(run)) {
      const [attachment] = result.attachments;
      if (attachment) writer.writeAttachment(attachment.source, Buffer.from(story));
      writer.writeResult(mapStrings(result, plainText));
    }
    writer.writeEnvironmentInfo(environmentOf(run));
  });

interface Written {
  readonly result: TestResult;
  /** What its attachment holds. */
  readonly story: string;
}

export const allureResults = (run: Run): readonly Written[] => {
  const names = caseNames(run);
  const lasts = new Map(scenariosOf(run).flatMap((scenario) => attemptsOf([scenario]).map((attempt) => [attempt, scenario] as const)));
  return [...[...lasts].map(([attempt, last]) => resultOf(run, attempt, last, names)), ...outsideOf(run)];
};

// Allure's own words, which its types have as an enumeration that only exists at run time.
const statuses: Readonly<Record<Verdict, `${TestResult['status'] & string}`>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'broken',
  'not-run': 'broken',
  skipped: 'skipped',
  known: 'skipped',
};

const resultOf = (run: Run, scenario: ScenarioRun, last: ScenarioRun, names: CaseNames): Written => {
  const { attempt, board, description, result, steps } = scenario;
  const name = plainText(names.get(last) ?? nameOf(last));
  const verdict = verdictOf(scenario);
  const uuid = stableId(run.name, board, description.id, last.round, attempt);
  const start = Date.parse(timeOf(run, scenario.startedAt ?? run.begin) ?? '') || 0;
  const story = storyOf(scenario).join('\n');
  const history = stableId(description.suite, name);
  return {
    story,
    result: {
      ...bare,
      uuid,
      historyId: history,
      testCaseId: history,
      name,
      fullName: `${description.suite} > ${name}`,
      titlePath: [description.suite],
      status: statuses[verdict] as TestResult['status'] & string,
      statusDetails: verdict === 'passed' ? {} : detailsOf(scenario),
      steps: steps.map((step) => ({ ...bare, name: plainText(step) })),
      attachments: story === '' ? [] : [{ name: 'what happened', type: 'text/plain', source: `${uuid}-attachment.txt` }],
      parameters: [{ name: 'board', value: board, excluded: true }],
      labels: [...labelsOf(board, description.suite), ...(description.tags ?? []).map((value) => ({ name: 'tag', value }))],
      links: linksOf(scenario),
      start,
      stop: start + Math.max(0, Math.round(result.durationMs)),
    },
  };
};

const bare = { stage: 'finished' as TestResult['stage'], statusDetails: {}, steps: [], attachments: [], parameters: [] };

const detailsOf = (scenario: ScenarioRun): TestResult['statusDetails'] => {
  const { errors, fixed } = scenario.result;
  const fault = errors[0] && !fixed ? `${errors[0].fault}: ` : '';
  return {
    message: plainText(`${fault}${reasonOf(scenario)}`),
    ...(errors.length > 0 ? { trace: errors.map(errorStory).join('\n\n') } : {}),
  };
};

const labelsOf = (board: string, suite: string): Label[] => [
  { name: 'suite', value: suite },
  { name: 'host', value: board },
  { name: 'framework', value: 'verdin-hil' },
];

// Of other schemes a page would make something to click on.
const linksOf = ({ description }: ScenarioRun): TestResult['links'] => {
  const { link } = description.expects.known ?? {};
  return link !== undefined && /^https?:\/\//.test(link) ? [{ name: 'known failure', url: plainText(link), type: 'issue' }] : [];
};

// No scenario is to blame, and a reader of these files alone must hear of it.
const outsideOf = (run: Run): Written[] =>
  run.boards.flatMap((board) =>
    unownedOf(board).map(({ incident, during }, index): Written => {
      const uuid = stableId(run.name, board.name, 'outside', index);
      const name = plainText(outsideNames(board)[index]!);
      return {
        story: incident.lines.map(plainText).join('\n'),
        result: {
          ...bare,
          uuid,
          historyId: stableId('outside of scenarios', name),
          name,
          fullName: `outside of scenarios > ${name}`,
          status: 'failed' as TestResult['status'] & string,
          statusDetails: { message: plainText(`dut: ${incident.title}, during ${during}`) },
          attachments: [{ name: 'what happened', type: 'text/plain', source: `${uuid}-attachment.txt` }],
          labels: labelsOf(board.name, 'outside of scenarios'),
          links: [],
        },
      };
    }),
  );

const environmentOf = (run: Run): Record<string, string> =>
  Object.fromEntries(
    run.boards.flatMap(({ name, model, properties }) =>
      Object.entries({ model, ...properties }).map(([key, value]) => [`${name}.${key}`, plainText(value)]),
    ),
  );
