import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeEventfulRun } from '../report/testing/run-folder.ts';
import { type Ended, HilProcess, projectRoot } from './testing/hil-process.ts';

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hil-past-'));
  await writeEventfulRun(join(dir, 'reports/one'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const hil = (...args: readonly string[]): Promise<Ended> => new HilProcess(args, { cwd: dir }, `past-${Math.random()}`).ended;

test('hil log prints lines with wall clock, board time and lane, and only those asked for', async () => {
  const { code, stdout } = await hil('log', 'one', 'a53');
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toMatch(/^2026-11-23T03:00:00\.\d{3}Z +off virtual a53 +\| boot$/);
  expect((await hil('log', 'one', '--grep', 'predicted alive')).stdout.trim().split('\n')).toHaveLength(2);
  expect((await hil('log', 'one', '--since', '2026-11-24T00:00:00Z')).stdout).toBe('');
});

test('what is no run, lane, board, moment or pattern is a mistake of usage', async () => {
  const wrong = [
    ['none'],
    ['one', 'ttyUSB0'],
    ['one', '--board', 'nope'],
    ['one', '--since', 'noon'],
    ['one', '--since', '5'],
    ['one', '--grep', '('],
  ];
  for (const args of wrong) expect(await hil('log', ...args)).toMatchObject({ code: 3, stdout: '' });
});

test('hil report writes every report again, byte for byte the same', async () => {
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  copyFileSync(join(projectRoot, 'lab.config.ts'), join(dir, 'lab.config.ts'));
  const names = ['junit.xml', 'summary.md', 'run.json', 'index.html', 'page/timeline.js', 'page/timeline-0-0.js'];
  // Some of its scenarios have no result, which is the lab's.
  const written = async (): Promise<string[]> => {
    expect(await hil('report', 'reports/one')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'cold-boot > never ran' on virtual is not"),
    });
    return names.map((name) => readFileSync(join(dir, 'reports/one', name), 'utf8'));
  };
  const first = await written();
  expect(first[1]).toContain('exit code 1');
  expect(await written()).toEqual(first);
});
