import { expect, test } from 'vitest';
import { timesOf } from './expected-times.ts';
import type { PastRun } from './past-run.ts';

const run = (durationMs: number, scenarios: Readonly<Record<string, number>>, board = 'b'): PastRun =>
  ({
    version: 1,
    run: 'r',
    dir: '',
    startedAt: new Date(0),
    exitCode: 0,
    durationMs,
    boards: [{ name: board }],
    scenarios: Object.entries(scenarios).map(([id, ms]) => ({ id, board, verdict: 'passed', durationMs: ms })),
  }) as unknown as PastRun;

test('scenarios take what they took, and what goes on between them its share', () => {
  const times = timesOf([run(200, { a: 50, b: 50 }), run(200, { a: 50, b: 50 })], ['b']);
  expect(times.runs).toBe(2);
  expect(times.of(['a'])).toBe(100);
  expect(times.of(['a', 'b'])).toBe(200);
});

test('one that is new takes what the others usually do', () => {
  expect(timesOf([run(60, { a: 10, b: 20, c: 30 })], ['b']).of(['new'])).toBe(20);
});

test('one slow night changes little, and runs of other boards nothing', () => {
  const runs = [run(10, { a: 10 }), run(10, { a: 10 }), run(9000, { a: 9000 }), run(700, { a: 700 }, 'other')];
  expect(timesOf(runs, ['b']).of(['a'])).toBe(10);
});

test('where nothing ran before nothing is said', () => {
  expect(timesOf([], ['b'])).toMatchObject({ runs: 0 });
  expect(timesOf([], ['b']).of(['a'])).toBeUndefined();
});
