import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../config/lab.ts';
import { loadLab } from '../../config/load-lab.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import type { RunOptions } from './run-options.ts';
import { simulatedBoardLimit } from './simulated-board-limit.ts';

const gigabyte = 1024 ** 3;

test('as many boards at a time as memory and cores bear', () => {
  expect(simulatedBoardLimit(24 * gigabyte, 2)).toBe(12);
  expect(simulatedBoardLimit(2 * gigabyte, 2)).toBe(3);
  expect(simulatedBoardLimit(gigabyte / 4, 1)).toBe(2);
  expect(simulatedBoardLimit(64 * gigabyte, 16)).toBe(96);
});

const names = ['fake', 'second'];
const labOf = (suite: string): FakeLab => {
  const lab = new FakeLab([suite], Object.fromEntries(names.map((name) => [name, {}])));
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};
const oneAtATime = async (lab: FakeLab): Promise<Partial<RunOptions> & { readonly lab: Lab }> => {
  const loaded = await loadLab(lab.configPath);
  const simulated = Object.entries(loaded.boards).map(([name, board]) => [name, { ...board, simulated: true }]);
  return { lab: { ...loaded, boards: Object.fromEntries(simulated) }, boards: names, simulatedBoardLimit: 1 };
};

test('a board that has to wait is opened when the one before it has ended', { timeout: hostLimit(90_000) }, async () => {
  const lab = labOf('shared');
  const result = await lab.run(await oneAtATime(lab));
  const story = lab.events.flatMap(({ type, board }) => (type === 'scenario.started' || type === 'scenario.finished' ? [board] : []));
  expect(story).toEqual([...story].sort((a, b) => names.indexOf(a) - names.indexOf(b)));
  for (const name of names) {
    expect(lab.verdicts(name)).toEqual(lab.verdicts('fake'));
    expect(lab.touches(name).at(-1)).toBe('disposed');
  }
  expect(result.problems.filter((problem) => !problem.includes('no ink'))).toEqual([]);
});

test('an interrupted run says of boards that still wait that nothing ran on them, and does not touch them', async () => {
  const lab = labOf('hanging');
  const interrupt = new AbortController();
  await lab.run({
    ...(await oneAtATime(lab)),
    signal: interrupt.signal,
    onEvent: ({ type }) => {
      if (type === 'scenario.started') interrupt.abort(new Error('interrupted by SIGINT'));
    },
  });
  expect(Object.keys(lab.verdicts('second'))).toEqual(Object.keys(lab.verdicts('fake')));
  for (const name of names.slice(1)) {
    expect(new Set(Object.values(lab.verdicts(name)))).toEqual(new Set(['not-run']));
    expect([...lab.results(name).values()][0]).toMatchObject({ reason: 'interrupted by SIGINT' });
    expect(lab.touches(name)).toEqual([]);
    expect(existsSync(join(lab.dir, 'reports/latest', name))).toBe(false);
  }
});

test('a board of a pool that has to wait is left alone when the others have done everything, and steps in for one that dies', async () => {
  const well = labOf('shared');
  await well.run({ ...(await oneAtATime(well)), pools: [names] });
  expect(Object.values(well.verdicts())).toEqual(Array.from({ length: 8 }, () => 'passed'));
  expect(well.touches('second')).toEqual([]);

  const ill = new FakeLab(['shared'], { fake: { diesAt: 'work 3' }, second: {} });
  onTestFinished(() => ill[Symbol.dispose]());
  await ill.run({ ...(await oneAtATime(ill)), pools: [names] });
  const verdicts = { ...ill.verdicts(), ...ill.verdicts('second') };
  expect(Object.keys(verdicts)).toHaveLength(8);
  expect(Object.entries(verdicts).filter(([, verdict]) => verdict !== 'passed')).toEqual([['shared > number 3', 'error']]);
});

test('a mistake in a suite ends the run before a board is touched', async () => {
  const lab = labOf('broken');
  await expect(lab.run(await oneAtATime(lab))).rejects.toMatchObject({ name: 'ConfigError' });
  for (const name of names) expect(lab.touches(name)).toEqual([]);
});
