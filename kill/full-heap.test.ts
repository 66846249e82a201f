import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RunOutputs } from '../src/cli/testing/run-outputs.ts';
import { BenchBoard } from './bench-board.ts';
import { CaseFolder } from './case-folder.ts';
import { HilRun } from './hil-run.ts';
import { junitProblems } from './junit-check.ts';
import { WireTap } from './wire-tap.ts';

vi.setConfig({ testTimeout: 300_000 });

const suite = (does: string): string => `
import { writeFileSync } from 'node:fs';
import { scenario } from 'verdin-hil';
scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });
scenario('second', { timeout: '2h' }, async ({ board }) => { ${does} await board.linux.run('sleep 6000', { timeout: '2h' }); });
`;

// Neither a board process nor one of tests, which have a channel to their parent; and only once, since what comes after reads the lab file as well.
const filler = `
import { existsSync, rmSync } from 'node:fs';
const kept: unknown[] = [];
const fill = (): void => {
  if (!existsSync('fill')) return;
  rmSync('fill');
  for (;;) kept.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
};
if (!process.send) setInterval(fill, 50);
`;

const root = fileURLToPath(new URL('..', import.meta.url));

const started = async (does: string, by: 'hil' | 'npm start' = 'hil') => {
  const board = await BenchBoard.start();
  onTestFinished(() => board[Symbol.asyncDispose]());
  const tap = await WireTap.into(board.endpoints);
  onTestFinished(() => tap[Symbol.asyncDispose]());
  const folder = new CaseFolder(board.endpoints, tap);
  onTestFinished(() => folder[Symbol.dispose]());
  folder.write('suites/fills.ts', suite(does));
  // The script of `npm start` names its board.
  folder.write('lab.config.ts', `${filler}${readFileSync(join(folder.dir, 'lab.config.ts'), 'utf8').replace('real:', 'virtual:')}`);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  folder.write('package.json', JSON.stringify({ type: 'module', scripts }));
  symlinkSync(join(root, 'bin'), join(folder.dir, 'bin'));
  const env = { ...folder.environment, NODE_OPTIONS: '--max-old-space-size=200' };
  const run = new HilRun([...(by === 'hil' ? ['run'] : []), 'fills'], { cwd: folder.dir, mark: randomUUID(), env, by });
  onTestFinished(() => run.clear());
  return { board, folder, run };
};

test.for(['hil', 'npm start'] as const)('a full heap of a run by %s ends in one sentence, its reports and exit code 2', async (by) => {
  const { board, folder, run } = await started(`writeFileSync('fill', '');`, by);
  const { code, text } = await run.ended;

  expect(text).toMatch(/hil: the process of the run has aborted .*its heap is full\. That is no fault of the product/);
  expect(text).toMatch(/the run in .* was killed: the lab is in order again and its reports are written/);
  const told = new RunOutputs(folder.runs[0], code, text);
  expect(told.exitCode).toBe(2);
  expect(told.summary).toContain('exit code 2');
  expect(told.json?.exitCode).toBe(2);
  expect(told.scenarios.map(({ id, verdict, faults }) => [id, verdict, faults.includes('dut')])).toEqual([
    ['fills > first', 'passed', false],
    ['fills > second', 'error', false],
  ]);
  expect(await junitProblems(folder.runs[0]!)).toEqual([]);
  expect(await board.power()).toBe('off');
  expect(run.family()).toEqual([]);
});

test('whoever kills the shell around a run kills the run', async () => {
  const { board, folder, run } = await started(`writeFileSync('is-here', '');`);
  await vi.waitUntil(() => existsSync(join(folder.dir, 'is-here')), { timeout: 120_000, interval: 100 });
  process.kill(run.child.pid!, 'SIGKILL');
  await vi.waitUntil(() => run.family().length === 0, { timeout: 120_000, interval: 100 });
  expect(await board.power()).toBe('off');
});

test('what is sent to the whole group of a run counts once', async () => {
  const { board, folder, run } = await started(`writeFileSync('is-here', '');`);
  await vi.waitUntil(() => existsSync(join(folder.dir, 'is-here')), { timeout: 120_000, interval: 100 });
  process.kill(-run.child.pid!, 'SIGTERM');
  const { code, text } = await run.ended;
  expect([code, text]).toEqual([2, expect.stringMatching(/interrupted by (?:SIGTERM|a signal)/)]);
  expect(new RunOutputs(folder.runs[0], code, text).scenarios.map(({ verdict }) => verdict)).toEqual([
    'passed',
    expect.stringMatching(/error|not-run/),
  ]);
  expect(await board.power()).toBe('off');
});
