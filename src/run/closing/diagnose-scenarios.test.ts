import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import type { ScenarioResult } from '../../core/scenario.ts';
import { diagnose } from '../../knowledge/diagnosis/diagnose.ts';
import type { Facts } from '../../knowledge/diagnosis/facts.ts';
import { type BoardFinding, type DiagnoseOptions, diagnoseScenarios } from './diagnose-scenarios.ts';

const opened: EventBody = { type: 'board.opened', model: 'verdin-imx8mp', speed: 20, simulated: true };
const identified: EventBody = { type: 'board.identified', properties: { linux: '5.15.77-6.1.0' } };
const started = (scenario: string, attempt = 1): EventBody => ({ type: 'scenario.started', scenario, attempt });
const finished = (id: string, result: Partial<ScenarioResult>): EventBody => ({
  type: 'scenario.finished',
  scenario: id,
  result: { id, verdict: 'failed', errors: [], durationMs: 1, ...result },
});
const printed = (...lines: readonly string[]): EventBody => ({
  type: 'console.received',
  console: 'a53',
  bytes: Buffer.from(lines.map((line) => `${line}\r\n`).join('')).toString('base64'),
});
const observed = (predicted: Outcome, outcome: Outcome, name: string): EventBody => ({
  type: 'm7.observed',
  observation: {
    outcome,
    predicted: { outcome: predicted, because: [] },
    firmware: { name, sha256: '0', bytes: 1, memory: 'tcm' },
    startedBy: 'remoteproc',
    kernelLines: [],
    evidence: [],
  } satisfies M7Observation,
});
const missingFile = printed(
  '[   20.000000] remoteproc remoteproc0: powering up imx-rproc',
  '[   20.000100] remoteproc remoteproc0: Direct firmware load for nowhere.elf failed with error -2',
  '[   20.000200] remoteproc remoteproc0: request_firmware failed: -2',
);
const broken = (fault: 'dut' | 'lab'): Partial<ScenarioResult> => ({
  verdict: 'error',
  errors: [{ fault, name: 'Error', message: 'x', evidence: [] }],
});

const journalOf = (boards: Readonly<Record<string, readonly EventBody[]>>): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-diagnose-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [board, bodies] of Object.entries(boards)) {
    const events = bodies.map((body, seq): LabEvent => ({ seq, at: 1000 + seq, board, ...body }));
    mkdirSync(join(dir, board));
    writeFileSync(join(dir, board, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }
  return dir;
};

const told: string[] = [];
const findings = (dir: string, options: Partial<DiagnoseOptions> = {}): Promise<readonly BoardFinding[]> =>
  diagnoseScenarios(dir, { firmware: {}, log: (_, message) => void told.push(message), ...options });
const brief = (found: readonly BoardFinding[]): unknown[] =>
  found.map(({ board, finding }) => [board, finding.scenario, finding.attempt, finding.diagnosis.causes.map(({ id }) => id)]);

test('every scenario that failed or went other than predicted is asked, on its own board and attempt', async () => {
  const dir = journalOf({
    one: [
      opened,
      identified,
      ...[started('passes'), missingFile, finished('passes', { verdict: 'passed' })],
      ...[started('fails'), missingFile, finished('fails', {})],
      ...[started('fails', 2), finished('fails', {})],
      ...[started('is known'), missingFile, finished('is known', { verdict: 'known' })],
      ...[started('lab'), missingFile, finished('lab', broken('lab'))],
      ...[started('board'), missingFile, finished('board', broken('dut'))],
      ...[started('fixed'), missingFile, finished('fixed', { fixed: true })],
    ],
    two: [opened, started('surprise'), missingFile, observed('alive', 'refused', 'x'), finished('surprise', { verdict: 'passed' })],
  });

  expect(brief(await findings(dir)).sort()).toEqual([
    ['one', 'board', 1, [1]],
    ['one', 'fails', 1, [1]],
    ['one', 'fails', 2, []],
    ['one', 'is known', 1, [1]],
    ['two', 'surprise', 1, [1]],
  ]);
});

test('an attempt that another one followed is asked for itself', async () => {
  const attempted = (scenario: string, attempt: number, result: Partial<ScenarioResult>): EventBody => ({
    type: 'scenario.attempted',
    scenario,
    attempt,
    result: { id: scenario, verdict: 'failed', errors: [], durationMs: 1, ...result },
  });
  const dir = journalOf({
    one: [
      opened,
      ...[started('s'), missingFile, attempted('s', 1, { verdict: 'failed' })],
      ...[started('s', 2), attempted('s', 2, broken('lab'))],
      ...[started('s', 3), observed('alive', 'refused', 'x'), missingFile, finished('s', { verdict: 'passed', flaky: true })],
    ],
  });

  expect(brief(await findings(dir))).toEqual([
    ['one', 's', 1, [1]],
    ['one', 's', 3, [1]],
  ]);
});

test('a cause carries its quoted lines, how to confirm it, and its fix', async () => {
  const dir = journalOf({ one: [opened, started('fails'), missingFile, finished('fails', {})] });

  const [found] = await findings(dir);

  const [cause] = found!.finding.diagnosis.causes;
  expect(cause).toMatchObject({ name: 'firmware-file-missing', confidence: 'certain' });
  expect(cause!.evidence.join('\n')).toContain('Direct firmware load for nowhere.elf failed with error -2');
  expect(cause!.confirm.length * cause!.fix.length).toBeGreaterThan(0);
});

test('it knows the image that was started, and what the board was identified as', async () => {
  const seen: Facts[] = [];
  const dir = journalOf({
    one: [
      opened,
      identified,
      started('s'),
      observed('alive', 'mute', 'tcm'),
      finished('s', { verdict: 'passed' }),
      started('t'),
      finished('t', {}),
    ],
  });

  await findings(dir, {
    firmware: { tcm: { kind: 'm7-elf', path: resolve('firmware/prebuilt/tcm-hello.elf') } },
    diagnose: (facts) => {
      seen.push(facts);
      return diagnose(facts);
    },
  });

  expect(seen.map(({ inspection }) => inspection?.verdict)).toEqual(['standalone', undefined]);
  expect(seen.map(({ values }) => values.kernel?.value)).toEqual(['5.15.77-6.1.0', '5.15.77-6.1.0']);
});

test('a diagnosis that throws costs that one alone', async () => {
  const dir = journalOf({
    one: [opened, started('a'), finished('a', {}), started('b'), missingFile, finished('b', {})],
  });
  let calls = 0;

  const found = await findings(dir, {
    diagnose: (facts) => {
      if (calls++ === 0) throw new Error('a row is broken');
      return diagnose(facts);
    },
  });

  expect(brief(found)).toEqual([['one', 'b', 1, [1]]]);
  expect(told.join('\n')).toContain('a row is broken');
  expect(await findings('/nowhere/at/all')).toEqual([]);
});

test('nobody waits for it after a second signal', async () => {
  const dir = journalOf({ one: [opened, started('a'), missingFile, finished('a', {})] });
  expect(await findings(dir, { signal: AbortSignal.abort() })).toEqual([]);
});
