import type { CTRFReport, RetryAttempt, Test, TestStatus } from 'ctrf';
import { shownJson } from '../core/clean-text.ts';
import type { LabEvent, Reporter } from '../core/event.ts';
import type { Verdict } from '../core/scenario.ts';
import { type CaseNames, caseNames, outsideNames } from './junit-names.ts';
import { plainText } from './plain-text.ts';
import { type Run, runOf, type ScenarioRun, scenariosOf, unownedOf } from './run-model.ts';
import { isFlaky, nameOf, reasonOf, timeOf, troubleOf, verdictOf } from './run-values.ts';
import { stableId } from './stable-id.ts';
import { errorStory, storyOf } from './story.ts';
import { writeReport } from './write-report.ts';

/**
 * `ctrf.json`, the Common Test Report Format (https://ctrf.io). It has one word for everything that is red: whose fault it is stands in `rawStatus`,
 * in the label `fault` and before the message.
 */
export const ctrf = (): Reporter => ({
  name: 'ctrf.json',
  isRepeatable: true,
  write: async (events, dir) => writeReport(dir, 'ctrf.json', `${shownJson(await ctrfReport(events), 2)}\n`),
});

export const ctrfReport = async (events: readonly LabEvent[]): Promise<CTRFReport> => {
  // A schema compiler comes with it, which nobody pays for who does not ask for this report.
  const { ReportBuilder } = await import('ctrf');
  const run = runOf(events);
  const names = caseNames(run);
  const begin = run.startedAt?.getTime() ?? 0;
  return new ReportBuilder()
    .reportId(stableId(run.name, begin))
    .timestamp(new Date(begin))
    .generatedBy(`verdin-hil ${run.version}`)
    .tool({ name: 'verdin-hil', version: run.version })
    .environment({ reportName: `verdin-hil ${run.name}`.trim(), extra: { exitCode: run.exitCode ?? null, boards: boardsOf(run) } })
    .addTests([...scenariosOf(run).map((scenario) => testOf(run, scenario, names)), ...outsideOf(run), ...troubleIn(run)])
    .summaryOverrides({ start: begin, stop: begin + wholeMs(run.durationMs) })
    .build();
};

// The schema takes whole numbers only, and a scenario's own code may have had its hands on the clock that gave this one.
const wholeMs = (ms: number): number => Math.max(0, Math.round(ms) || 0);

const statuses: Readonly<Record<Verdict, TestStatus>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'failed',
  'not-run': 'failed',
  skipped: 'skipped',
  known: 'skipped',
};

const boardsOf = (run: Run): object =>
  Object.fromEntries(run.boards.map(({ name, model, simulated, properties }) => [name, { model, simulated, ...properties }]));

const testOf = (run: Run, scenario: ScenarioRun, names: CaseNames): Test => {
  const { board, description, earlier, measurements, result } = scenario;
  const { fault } = result.errors[0] ?? {};
  return {
    id: stableId(run.name, board, description.id, scenario.round),
    name: plainText(names.get(scenario) ?? nameOf(scenario)),
    suite: [description.suite],
    filePath: description.file,
    ...attemptOf(run, scenario),
    ...(description.tags && description.tags.length > 0 ? { tags: [...description.tags] } : {}),
    labels: { board, ...(fault ? { fault } : {}) },
    ...(earlier.length > 0 ? { retries: earlier.length, retryAttempts: earlier.map((each) => retryOf(run, each)) } : {}),
    ...(isFlaky(scenario) ? { flaky: true } : {}),
    ...(measurements.length > 0 ? { extra: { measurements } } : {}),
  };
};

type Attempted = Pick<Test, 'status' | 'rawStatus' | 'duration' | 'start' | 'stop' | 'message' | 'trace' | 'stdout' | 'line'>;

const attemptOf = (run: Run, scenario: ScenarioRun): Attempted => {
  const { result, startedAt } = scenario;
  const verdict = verdictOf(scenario);
  const duration = wholeMs(result.durationMs);
  const start = Date.parse(timeOf(run, startedAt) ?? '');
  const [first] = result.errors;
  const line = Number(/:(\d+):\d+$/.exec(first?.place ?? '')?.[1]);
  return {
    status: statuses[verdict],
    rawStatus: result.fixed ? 'fixed?' : verdict,
    duration,
    ...(Number.isNaN(start) ? {} : { start, stop: start + duration }),
    ...(verdict === 'passed' ? {} : { message: plainText(`${first && !result.fixed ? `${first.fault}: ` : ''}${reasonOf(scenario)}`) }),
    ...(result.errors.length > 0 ? { trace: result.errors.map(errorStory).join('\n\n') } : {}),
    ...(Number.isNaN(line) ? {} : { line }),
    stdout: storyOf(scenario),
  };
};

const retryOf = (run: Run, scenario: ScenarioRun): RetryAttempt => {
  const { rawStatus, line, ...rest } = attemptOf(run, scenario);
  return { attempt: scenario.attempt, ...rest, extra: { rawStatus, ...(line === undefined ? {} : { line }) } };
};

const troubleIn = (run: Run): Test[] => {
  const trouble = troubleOf(run);
  if (trouble === undefined) return [];
  const id = stableId(run.name, 'run');
  return [{ id, name: 'ends as expected', suite: ['run'], status: 'failed', rawStatus: 'error', duration: 0, message: plainText(trouble) }];
};

// No scenario is to blame, and a reader of this file alone must hear of it.
const outsideOf = (run: Run): Test[] =>
  run.boards.flatMap((board) =>
    unownedOf(board).map(({ incident, during }, index) => ({
      id: stableId(run.name, board.name, 'outside', index),
      name: plainText(outsideNames(board)[index]!),
      suite: ['outside of scenarios'],
      status: 'failed' as const,
      duration: 0,
      message: plainText(`dut: ${incident.title}, during ${during}`),
      stdout: incident.lines.map(plainText),
      labels: { board: board.name, fault: 'dut' },
    })),
  );
