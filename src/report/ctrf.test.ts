import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CTRFReport, validate } from 'ctrf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody } from '../core/event.ts';
import { literalSecret } from '../core/secret.ts';
import { ctrf, ctrfReport } from './ctrf.ts';
import { error, eventfulRun, incident, journal, nasty, played, runStarted, scenario } from './testing/events.ts';

const faultsIn = (report: CTRFReport): unknown => validate(report).errors;

test('every verdict has a status that no reader takes for green, and the file fits its schema', async () => {
  const report = await ctrfReport(eventfulRun());
  expect(faultsIn(report)).toEqual([]);
  const told = report.results.tests.map(({ name, status, rawStatus, message }) => [
    name.split(' ')[0],
    status,
    rawStatus,
    message?.split('\n')[0],
  ]);
  expect(told).toEqual([
    ['lives', 'passed', 'passed', undefined],
    ['stays', 'skipped', 'known', 'known'],
    ['fails', 'failed', 'failed', expect.stringMatching(/^dut: red \]\]>/)],
    ['relay', 'failed', 'error', 'lab: shelly 10.0.7.41 does not answer'],
    ['fixed', 'failed', 'fixed?', expect.stringContaining('fixed?')],
    ['needs', 'skipped', 'skipped', "the lab has no fault 'freeze'"],
    ['lives', 'failed', 'not-run', 'the run ended while it was running'],
    ['never', 'failed', 'not-run', 'the run ended before its turn came'],
  ]);
  expect(report.results.summary).toMatchObject({ tests: 8, passed: 1, failed: 5, skipped: 2, other: 0, pending: 0 });
  expect(report.results.tests[3]!.labels).toEqual({ board: 'virtual', fault: 'lab' });
});

const again = scenario('comes and goes', { tags: ['nightly'] });
const attempts: readonly EventBody[] = [
  { type: 'scenario.collected', scenario: again },
  { type: 'scenario.started', scenario: again.id, attempt: 1 },
  {
    type: 'scenario.attempted',
    scenario: again.id,
    attempt: 1,
    result: {
      id: again.id,
      verdict: 'error',
      errors: [error({ fault: 'lab', message: 'the port vanished', place: 'suites/a.ts:7:3' })],
      durationMs: 5,
    },
  },
  { type: 'scenario.started', scenario: again.id, attempt: 2 },
  { type: 'scenario.measured', scenario: again.id, name: 'restart', value: 12, unit: 'ms' },
  { type: 'scenario.finished', scenario: again.id, result: { id: again.id, verdict: 'passed', errors: [], durationMs: 7 } },
];

test('attempts are retries, and an incident of no scenario is a test that failed', async () => {
  const owned: EventBody = { type: 'incident.opened', incident, expected: false, during: 'the health check' };
  const byPerson: EventBody = {
    type: 'incident.opened',
    incident: { ...incident, id: 'i2' },
    expected: false,
    tolerated: true,
    during: 'a while',
  };
  const report = await ctrfReport(journal(runStarted, ...attempts, owned, byPerson));
  expect(faultsIn(report)).toEqual([]);
  expect(report.results.tests).toMatchObject([
    {
      name: 'comes and goes',
      status: 'passed',
      flaky: true,
      retries: 1,
      tags: ['nightly'],
      retryAttempts: [{ attempt: 1, status: 'failed', message: 'lab: the port vanished', extra: { rawStatus: 'error', line: 7 } }],
      extra: { measurements: [{ name: 'restart', value: 12, unit: 'ms' }] },
    },
    { name: 'no kernel incident during the health check', status: 'failed', labels: { fault: 'dut' } },
  ]);
});

test('names of which a person sees the same, or nothing, are told apart', async () => {
  const report = await ctrfReport(
    journal(runStarted, ...['starts', 'starts\u200b', '\x1b[0m'].flatMap((name) => played(scenario(name), {}))),
  );
  expect(faultsIn(report)).toEqual([]);
  expect(report.results.tests.map(({ name }) => name)).toEqual(['starts', 'starts #2', '(nothing can be seen of its name)']);
});

test('whatever boards and suites say, the file fits its schema, acts on nobody, keeps secrets and is the same when it is written again', async () => {
  literalSecret('password', 'hunter2-ctrf').reveal();
  const said = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant(nasty), fc.constant('login hunter2-ctrf'));
  await fc.assert(
    fc.asyncProperty(said, said, fc.double({ noDefaultInfinity: true }), async (name, message, durationMs) => {
      const failing = played(scenario(name || 'n'), {
        verdict: 'failed',
        errors: [error({ message, evidence: [message], place: message })],
        durationMs,
      });
      const dir = mkdtempSync(join(tmpdir(), 'ctrf-'));
      const texts: string[] = [];
      for (const _ of [1, 2]) {
        await ctrf().write(journal(runStarted, ...failing), dir);
        texts.push(readFileSync(join(dir, 'ctrf.json'), 'utf8'));
      }
      expect(texts[1]).toBe(texts[0]);
      expect(texts[0]).not.toMatch(/hunter2-ctrf|[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(faultsIn(JSON.parse(texts[0]!) as CTRFReport)).toEqual([]);
    }),
    {
      numRuns: 8,
      examples: [
        [nasty, '', Number.NaN],
        ['\0', '', 0],
      ],
    },
  );
});
