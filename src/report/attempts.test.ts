import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ErrorReport } from '../core/errors.ts';
import type { EventBody, LabEvent } from '../core/event.ts';
import type { ScenarioDescription, ScenarioResult } from '../core/scenario.ts';
import { junitXml } from './junit.ts';
import { runAsJson } from './run-json.ts';
import { summaryMarkdown } from './summary.ts';
import { error, incident, journal, nasty, observation, observed, played, runStarted, scenario } from './testing/events.ts';

const schema = join(import.meta.dirname, 'testing/junit-10.xsd');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

const vanished = error({
  fault: 'lab',
  name: 'PortError',
  message: `the port vanished ${nasty}`,
  evidence: [nasty],
  remedy: 'look at the cable',
});
const reset = error({ message: 'the board reset', name: 'KernelIncidentError' });

const started = ({ id }: ScenarioDescription, attempt: number): EventBody => ({ type: 'scenario.started', scenario: id, attempt });
const ended = (
  type: 'scenario.attempted' | 'scenario.finished',
  { id }: ScenarioDescription,
  attempt: number,
  result: Partial<ScenarioResult>,
) => ({ type, scenario: id, attempt, result: { id, verdict: 'passed', errors: [], durationMs: 1500, ...result } }) as EventBody;
const badly = (verdict: 'failed' | 'error', ...errors: readonly ErrorReport[]): Partial<ScenarioResult> => ({ verdict, errors });

const flaky = scenario('comes and goes');
const never = scenario('never works');
const left = scenario('is left');

const run = (): LabEvent[] =>
  journal(
    runStarted,
    { type: 'scenario.collected', scenario: flaky },
    { type: 'scenario.collected', scenario: never },
    started(flaky, 1),
    { type: 'console.received', console: 'a53', bytes: Buffer.from('the first attempt says\r\n').toString('base64') },
    observed(observation('alive', 'mute')),
    ended('scenario.attempted', flaky, 1, badly('error', vanished)),
    started(flaky, 2),
    { type: 'incident.opened', incident, expected: false },
    ended('scenario.attempted', flaky, 2, badly('failed', reset)),
    started(flaky, 3),
    observed(observation('alive', 'alive')),
    ended('scenario.finished', flaky, 3, { flaky: true }),
    started(never, 1),
    ended('scenario.attempted', never, 1, badly('error', vanished)),
    started(never, 2),
    ended('scenario.attempted', never, 2, badly('failed', reset)),
    started(never, 3),
    ended('scenario.finished', never, 3, badly('error', vanished)),
    ...played(scenario('just passes'), {}),
    { type: 'run.finished', exitCode: 2 },
  );

const caseOf = (xml: string, name: string): string => new RegExp(`<testcase [^>]*name="${name}"[\\s\\S]*?</testcase>`).exec(xml)![0];
const elements = (xml: string): string[] =>
  [...xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').matchAll(/<([\w-]+)/g)].map(([, name]) => name!);

test('junit.xml has every attempt, in the form of Surefire', () => {
  const xml = junitXml(run());
  expect(xml).toMatch(/<testsuite [^>]*tests="3" failures="0" errors="1"/);

  const passed = caseOf(xml, 'comes and goes');
  expect(elements(passed)).toEqual([
    'testcase',
    ...['flakyError', 'stackTrace', 'system-out'],
    ...['flakyFailure', 'stackTrace', 'system-out'],
    'system-out',
  ]);
  expect(passed).toContain('<flakyFailure message="attempt 2: the board reset" type="KernelIncidentError">');
  expect(passed).toMatch(/<flakyError message="attempt 1: the port vanished red[^"]*" type="PortError">/);
  expect(passed).toMatch(/<stackTrace><!\[CDATA\[the port vanished[\s\S]*what to do: look at the cable/);
  expect(passed).toContain('a53 | the first attempt says');
  expect(passed).toContain('incident: rcu-stall in imx_uart_txint');
  expect(passed).toContain('time="1.5"');

  expect(elements(caseOf(xml, 'never works'))).toEqual([
    'testcase',
    'error',
    ...['rerunError', 'stackTrace'],
    ...['rerunFailure', 'stackTrace'],
  ]);
  expect(xml).toMatch(/<testcase [^>]*name="just passes"[^>]*\/>/);
});

test.skipIf(!hasXmllint)('the schema of Jenkins takes it', () => {
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input: junitXml(run()), encoding: 'utf8' });
  expect(status === 0 ? '' : stderr).toBe('');
});

test('summary.md counts what was flaky and says why each attempt was not enough', () => {
  const markdown = summaryMarkdown(run());
  expect(markdown.split('\n')[0]).toBe('# 2 passed, 1 error, 1 of them flaky — exit code 2: the lab or the runner failed');
  const [, section] = markdown.split('## Flaky\n');
  expect(section).toContain('`virtual` cold-boot &gt; comes and goes: passed at attempt 3.');
  expect(section).toMatch(/- attempt 1, error, fault lab: the port vanished .* What to do: look at the cable/);
  expect(section).toContain('- attempt 2, failed, fault dut: the board reset');
  expect(markdown).toContain('| cold-boot &gt; comes and goes | passed, **flaky**, attempt 3 |');
  expect(markdown).toContain('| cold-boot &gt; never works | **error**, attempt 3 |');
  expect(markdown).toMatch(/## Kernel incidents[\s\S]*comes and goes, attempt 2/);
  expect(markdown).toMatch(/## Predictions that did not hold[\s\S]*comes and goes, attempt 1/);
});

test('run.json has every attempt with what it showed', () => {
  expect(runAsJson(run())).toMatchObject({
    totals: { passed: 2, failed: 0, error: 1 },
    flaky: 1,
    scenarios: [
      {
        id: 'cold-boot > comes and goes',
        attempt: 3,
        verdict: 'passed',
        flaky: true,
        starts: [{ observed: 'alive' }],
        attempts: [
          { attempt: 1, verdict: 'error', faults: ['lab'], starts: [{ observed: 'mute', mismatch: true }] },
          { attempt: 2, verdict: 'failed', faults: ['dut'], incidents: [{ kind: 'rcu-stall' }] },
        ],
      },
      { id: 'cold-boot > never works', attempt: 3, verdict: 'error', attempts: [{ attempt: 1 }, { attempt: 2 }] },
      { id: 'cold-boot > just passes', attempt: 1, verdict: 'passed' },
    ],
  });
});

test('what was to be tried again and was not stands there once', () => {
  const begun = journal(
    runStarted,
    { type: 'scenario.collected', scenario: left },
    started(left, 1),
    ended('scenario.attempted', left, 1, badly('error', vanished)),
  );
  const reason = 'not tried again: interrupted';
  const given = journal(runStarted, ...begun.slice(1), ended('scenario.finished', left, 1, { ...badly('error', vanished), reason }));
  const lost = journal(runStarted, ...begun.slice(1), ended('scenario.finished', left, 1, badly('error', reset)));

  expect(runAsJson(begun)).toMatchObject({
    scenarios: [{ attempt: 1, verdict: 'error', reason: expect.stringContaining('before it was tried') }],
  });
  expect(runAsJson(given)).toMatchObject({ scenarios: [{ attempt: 1, verdict: 'error', reason }] });
  expect(runAsJson(lost)).toMatchObject({ scenarios: [{ attempt: 2, verdict: 'error', attempts: [{ attempt: 1 }] }] });
});

test('a cause belongs to the attempt it was looked for in', () => {
  const diagnosis = { verdict: 'unknown', causes: [], ruledOut: ['the cable: no'] } as const;
  const events = journal(...run(), { type: 'scenario.diagnosed', scenario: flaky.id, attempt: 2, diagnosis });
  expect(runAsJson(events)).toMatchObject({ scenarios: [{ attempts: [{}, { diagnosis: { ruledOut: ['the cable: no'] } }] }, {}, {}] });
  expect(summaryMarkdown(events)).toMatch(/## Why\n\n### failed: cold-boot &gt; comes and goes, attempt 2/);
});
