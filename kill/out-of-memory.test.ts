import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readJournal } from '../src/journal/read-journal.ts';
import { BenchBoard } from './bench-board.ts';
import { CaseFolder } from './case-folder.ts';
import { HilRun } from './hil-run.ts';
import { junitProblems } from './junit-check.ts';
import { WireTap } from './wire-tap.ts';

vi.setConfig({ testTimeout: 240_000 });

test('a test process that uses up its memory costs its own scenario', async () => {
  await using board = await BenchBoard.start();
  await using tap = await WireTap.into(board.endpoints);
  using folder = new CaseFolder(board.endpoints, tap);
  const env = { ...folder.environment, NODE_OPTIONS: '--max-old-space-size=200' };
  const run = new HilRun(['run', 'hungry'], { cwd: folder.dir, mark: randomUUID(), env });
  onTestFinished(() => run.clear());
  const { code, text } = await run.ended;

  const [dir] = folder.runs;
  const events = await readJournal(dir!);
  const results = events.flatMap((event) => (event.type === 'scenario.finished' ? [event.result] : []));
  expect(
    results.map(({ verdict, errors }) => [verdict, errors[0]?.message]),
    text,
  ).toEqual([
    ['passed', undefined],
    ['error', 'the test process died'],
    ['passed', undefined],
  ]);
  expect(code).toBe(2);
  expect(await junitProblems(dir!)).toEqual([]);
  expect(await board.power()).toBe('off');
  expect(run.family()).toEqual([]);
});
