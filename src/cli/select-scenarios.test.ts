import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { selectionOf } from './select-scenarios.ts';

const reports = (runs: Readonly<Record<string, string>>): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-select-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(runs)) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'run.json'), text);
  }
  return dir;
};

const runJson = (run: string): string =>
  JSON.stringify({
    version: 1,
    run,
    startedAt: run.replace(/T(\d\d)-(\d\d)-(\d\d)Z/, 'T$1:$2:$3Z'),
    exitCode: 1,
    boards: [],
    scenarios: [{ board: 'one', id: `a > ${run.slice(0, 4)} #2`, verdict: 'failed' }],
  });
const [older, newer] = ['2025-01-01T00-00-00Z', '2026-01-01T00-00-00Z'] as const;
const lastFailed = (reportsDir: string) => selectionOf([], { lastFailed: true, reportsDir }).selection.ids;

test('what failed in the newest run is chosen, whatever an older one is', () => {
  expect(lastFailed(reports({ [older]: runJson(older), [newer]: runJson(newer) }))).toEqual(['a > 2026']);
  expect(lastFailed(reports({ [older]: '{"version": 1, "ru', [newer]: runJson(newer) }))).toEqual(['a > 2026']);
});

test('a newest run that cannot be read is told, and no older one is taken for it', () => {
  for (const runs of [{ [older]: runJson(older), [newer]: '{"version": 1, "ru' }, { [newer]: '{}' }])
    expect(() => lastFailed(reports(runs))).toThrow(/^nobody knows what failed in the newest run: .*2026-01-01T00-00-00Z\/run\.json /);
  expect(() => lastFailed(reports({}))).toThrow('that could have failed');
});

test('an empty word does not stand for all suites', () => {
  for (const word of ['', ' ']) expect(() => selectionOf(['first', word], {})).toThrow('named by an empty word');
  expect(selectionOf([], {}).patterns).toEqual([]);
});
