import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';

const labWith = (...args: ConstructorParameters<typeof FakeLab>): FakeLab => {
  const lab = new FakeLab(...args);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

const numbers = Array.from({ length: 8 }, (_, index) => `shared > number ${index + 1}`);
const two = ['one', 'two'];

const finished = (events: readonly LabEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'scenario.finished' ? [event.scenario] : [])).sort();
const collected = (events: readonly LabEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'scenario.collected' ? [event.scenario.id] : [])).sort();

test('boards of a pool share the scenarios: each runs once, and stands in the report under the board that ran it', async () => {
  using lab = labWith(['shared'], { one: {}, two: {} });
  const { exitCode, dir } = await lab.run({ boards: two, pools: [two] });

  expect(exitCode).toBe(2); // The report that is broken on purpose.
  expect(finished(lab.events)).toEqual(numbers);
  expect(collected(lab.events)).toEqual(numbers);
  expect(lab.results('one').size * lab.results('two').size).toBeGreaterThan(0);
  const ran = (board: string): string[] => lab.touches(board).filter((line) => line.startsWith('run work'));
  expect([...ran('one'), ...ran('two')].sort()).toEqual(numbers.map((id) => `run work ${id.at(-1)}`));
  expect(lab.events.find((event) => event.type === 'run.planned')).toMatchObject({ scenarios: { one: 4, two: 4 }, boots: 4 });
  const summary = readFileSync(join(dir, 'summary.md'), 'utf8');
  for (const id of numbers) expect(summary.match(new RegExp(`number ${id.at(-1)} \\| passed`, 'g'))).toHaveLength(1);
});

test('a board without work takes over from one that is slow, and each round is run', async () => {
  using lab = labWith(['shared'], { one: {}, two: { speed: 0.1 } });
  await lab.run({ boards: two, pools: [two], repeat: 2 });

  expect(finished(lab.events)).toEqual([...numbers, ...numbers.map((id) => `${id} #2`)].sort());
  expect(lab.results('one').size).toBeGreaterThan(lab.results('two').size);
});

test('what a board did not begin before its process died goes to the others', async () => {
  using lab = labWith(['shared'], { one: {}, two: { diesAt: 'work 6' } });
  await lab.run({ boards: two, pools: [two] });

  expect(finished(lab.events)).toEqual(numbers);
  expect(lab.verdicts('two')).toMatchObject({ 'shared > number 6': 'error' });
  expect(lab.verdicts('one')).toMatchObject({ 'shared > number 7': 'passed', 'shared > number 8': 'passed' });
  expect(lab.touches('two').at(-1)).toBe('relay off');
});

test('what is left when every board is gone ends as errors of the lab, with the reasons', async () => {
  using lab = labWith(['shared'], { one: { isDead: true }, two: { losesConsoleAt: 'work 6' } });
  const { exitCode } = await lab.run({ boards: two, pools: [two] });

  expect(exitCode).toBe(2);
  expect(finished(lab.events)).toEqual(numbers);
  const results = new Map([...lab.results('one'), ...lab.results('two')]);
  expect(results.get('shared > number 5')?.verdict).toBe('passed');
  expect(results.get('shared > number 6')?.errors[0]).toMatchObject({ fault: 'lab', message: 'the console of two is gone' });
  expect(results.get('shared > number 8')).toMatchObject({
    verdict: 'error',
    errors: [{ fault: 'lab', message: 'no board is left to run it: the fake board does not answer; the console of two is gone' }],
  });
});

test('--bail counts over the pool', async () => {
  using lab = labWith(['slow', 'verdicts'], { one: {}, two: {} });
  await lab.run({ boards: two, pools: [two], bail: 1 });

  const results = [...lab.results('one').values(), ...lab.results('two').values()];
  expect(results).toHaveLength(16);
  const bad = results.filter(({ verdict }) => verdict === 'failed' || verdict === 'error');
  // One ends the run; the other board may be in the middle of one.
  expect(bad.length).toBeLessThanOrEqual(2);
  const reasons = new Set(results.filter(({ verdict }) => verdict === 'not-run').map(({ reason }) => reason));
  expect([...reasons]).toEqual(['the run stops after 1 that failed (--bail)']);
});

test('an interrupted pool ends with a reason for what did not run', async () => {
  using lab = labWith(['hanging'], { one: {}, two: {} });
  const interrupt = new AbortController();
  await lab.run({
    boards: two,
    pools: [two],
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.type === 'scenario.started' && event.scenario === 'hanging > hangs') interrupt.abort(new Error('interrupted by SIGINT'));
    },
  });

  const all = { ...lab.verdicts('one'), ...lab.verdicts('two') };
  expect(Object.keys(all)).toHaveLength(3);
  expect(all['hanging > hangs']).toBe('error');
  for (const board of two) expect(lab.touches(board).slice(-2)).toEqual(['end off', 'disposed']);
});
