import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPastRuns } from './past-run.ts';
import { prunable, prune } from './prune.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-11-26T00:00:00Z');
const options = { keepMs: 30 * day, keepFailed: true, now };

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-prune-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const addRun = (dir: string, daysAgo: number, exitCode: number): string => {
  const startedAt = new Date(now - daysAgo * day).toISOString();
  const run = join(dir, `${startedAt.slice(0, 19).replaceAll(':', '-')}Z`);
  mkdirSync(join(run, 'b1'), { recursive: true });
  mkdirSync(join(run, 'page'));
  mkdirSync(join(run, 'notes-of-mia'));
  const json = { version: 1, run: run.split('/').at(-1), startedAt, exitCode, boards: [{ name: 'b1' }], scenarios: [] };
  writeFileSync(join(run, 'run.json'), JSON.stringify(json));
  for (const file of ['b1/events.ndjson', 'b1/a53.log', 'page/page.js', 'run.ndjson', 'index.html', 'summary.md', 'junit.xml', 'mine.txt'])
    writeFileSync(join(run, file), 'x');
  return run;
};

test('of an old run the journal, logs and page go, and what history needs stays', () => {
  const dir = folder();
  const old = addRun(dir, 40, 0);
  const fresh = addRun(dir, 3, 0);
  const before = readPastRuns([dir]).runs.length;
  const found = prunable([dir], options);
  expect(found.map(({ run }) => run.dir)).toEqual([old]);
  expect(found[0]?.bytes).toBe(5);
  found.forEach(prune);
  expect(readdirSync(old).sort()).toEqual(['junit.xml', 'mine.txt', 'notes-of-mia', 'run.json', 'summary.md']);
  expect(existsSync(join(fresh, 'run.ndjson'))).toBe(true);
  expect(readPastRuns([dir]).runs).toHaveLength(before);
  expect(prunable([dir], options)).toEqual([]);
});

test('a run that failed stays where that is asked for, the last one always, and one without run.json is not looked at', () => {
  const dir = folder();
  addRun(dir, 50, 1);
  const last = addRun(dir, 60, 0);
  symlinkSync(last.split('/').at(-1)!, join(dir, 'latest'));
  const running = addRun(dir, 70, 0);
  rmSync(join(running, 'run.json'));
  expect(prunable([dir], options)).toEqual([]);
  expect(prunable([dir], { ...options, keepFailed: false })).toHaveLength(1);
});
