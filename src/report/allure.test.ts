import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestResult } from 'allure-js-commons';
import { expect, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { literalSecret } from '../core/secret.ts';
import { allure } from './allure.ts';
import { error, eventfulRun, incident, journal, played, runStarted, scenario } from './testing/events.ts';

const filesOf = async (events: readonly LabEvent[]): Promise<ReadonlyMap<string, string>> => {
  const dir = mkdtempSync(join(tmpdir(), 'allure-'));
  await allure().write(events, dir);
  const folder = join(dir, 'allure-results');
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
};

const resultsIn = (files: ReadonlyMap<string, string>): TestResult[] =>
  [...files].filter(([name]) => name.endsWith('-result.json')).map(([, text]) => JSON.parse(text) as TestResult);

const told = (files: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(resultsIn(files).map(({ name = '', status }) => [name.split(' <')[0]!.slice(0, 20), String(status)]));

test('what the product did is failed, what the lab did and what was not run is broken, and known is no green', async () => {
  const files = await filesOf(eventfulRun());
  expect(told(files)).toMatchObject({
    lives: 'passed',
    'stays mute': 'skipped',
    'relay dead': 'broken',
    'fixed now': 'failed',
    'needs more': 'skipped',
    'never ran': 'broken',
    'lives #2': 'broken',
  });
  const byName = new Map(resultsIn(files).map((result) => [result.name, result]));
  expect(byName.get('relay dead')!.statusDetails.message).toBe('lab: shelly 10.0.7.41 does not answer');
  expect(byName.get('stays mute')!.links).toMatchObject([{ url: 'https://community.toradex.com/t/21051', type: 'issue' }]);
  const [attachment] = [...byName].find(([name]) => name?.startsWith('fails'))![1].attachments;
  expect(files.get(attachment!.source)).toContain('injected fault: restart-stall');
  expect(files.get('environment.properties')).toMatch(/virtual\.u-boot ?= ?2022\.04/);
});

test('attempts share a history, and an incident that no scenario owns has a result of its own', async () => {
  const again = scenario('comes and goes');
  const result = { id: again.id, verdict: 'error', errors: [error({ fault: 'lab' })], durationMs: 5 } as const;
  const files = await filesOf(
    journal(
      runStarted,
      { type: 'scenario.collected', scenario: again },
      { type: 'scenario.started', scenario: again.id, attempt: 1 },
      { type: 'scenario.attempted', scenario: again.id, attempt: 1, result },
      { type: 'scenario.started', scenario: again.id, attempt: 2 },
      { type: 'scenario.finished', scenario: again.id, result: { ...result, verdict: 'passed', errors: [] } },
      { type: 'incident.opened', incident, expected: false, during: 'the health check' },
      { type: 'incident.opened', incident: { ...incident, id: 'another' }, expected: false, during: 'the health check' },
    ),
  );
  const results = resultsIn(files).sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  const attempts = results.filter(({ name }) => name === 'comes and goes');
  const outside = results.filter((result) => !attempts.includes(result));
  expect(outside.map(({ name, status }) => `${status}: ${name}`).sort()).toEqual([
    'failed: no kernel incident during the health check',
    'failed: no kernel incident during the health check #2',
  ]);
  expect(new Set(outside.map(({ historyId }) => historyId)).size).toBe(2);
  expect(attempts.map(({ status }) => status)).toEqual(['broken', 'passed']);
  expect(new Set(attempts.map(({ historyId }) => historyId)).size).toBe(1);
  expect(new Set(attempts.map(({ uuid }) => uuid)).size).toBe(2);
});

test('what a board says acts on nobody, no secret is in it, and the files are the same when they are written again', async () => {
  literalSecret('password', 'hunter2-allure').reveal();
  const hostile = '\x1b]0;title\x07\u202ehunter2-allure';
  const known = { link: `javascript:alert(1)${hostile}`, note: hostile };
  const events = journal(
    runStarted,
    { type: 'board.identified', properties: { kernel: hostile } },
    ...played(
      scenario(`n ${hostile}`, { expects: { known } }),
      { verdict: 'failed', errors: [error({ message: hostile, evidence: [hostile] })] },
      { type: 'scenario.step', scenario: 's', text: hostile },
      { type: 'console.received', console: 'a53', bytes: Buffer.from(`${hostile}\n`).toString('base64') },
    ),
  );
  const files = await filesOf(events);
  for (const [name, text] of files)
    expect([name, text]).toEqual([name, expect.not.stringMatching(/hunter2-allure|[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]|javascript:/)]);
  expect(await filesOf(events)).toEqual(files);
});
