import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports, type Wanted } from '../../cli/testing/run-reports.ts';
import type { FakeBoardSettings } from './testing/fake-board-settings.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const runOf = async (suite: string, fake: Omit<FakeBoardSettings, 'touches'>) => {
  const lab = new FakeLab([suite], { fake }, { breaksReport: false });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run({ inOrder: true });
  return { exitCode, reports: new RunReports(dir, exitCode), touches: lab.touches() };
};

const dead: Wanted = { verdict: 'error', fault: 'lab', says: 'the console of the M7 is dead' };
const silent: Wanted = { verdict: 'failed', fault: 'dut', says: /m7-silent in fake_board.*after the last step/ };
const look = 'look at the M7 console';

test.for<[string, FakeBoardSettings['panicsAt'], FakeBoardSettings['m7Console'], string, number, Wanted]>([
  ['between two scenarios, on a dead console', 2, 'dead', 'first', 2, dead],
  ['between two scenarios, on a good one', 2, 'good', 'first', 1, silent],
  ['between two scenarios, where nobody can look', 2, undefined, 'first', 1, silent],
  ['at the end of the run, on a dead console', 'restore', 'dead', 'second', 2, dead],
  ['at the end of the run, on a good one', 'restore', 'good', 'second', 1, silent],
])('an M7 that falls silent %s', async ([, panicsAt, m7Console, name, code, wanted]) => {
  const fake = { inPlaceOfPanic: 'm7-silent', ...(panicsAt ? { panicsAt } : {}), ...(m7Console ? { m7Console } : {}) } as const;
  const { exitCode, reports, touches } = await runOf('two-quiet', fake);
  expect(exitCode).toBe(code);
  reports.agree(`two-quiet > ${name}`, wanted);
  reports.agree(`two-quiet > ${name === 'first' ? 'second' : 'first'}`, { verdict: 'passed' });
  expect(reports.json?.scenarios.find(({ id }) => id.endsWith(name))?.faults).toEqual([wanted.fault]);
  if (m7Console) expect(touches.slice(touches.indexOf('restore'))).toEqual(['restore', look, 'end off', 'disposed']);
});

test('a silence that another scenario is to see is looked at behind that one, whether it was wanted or not', async () => {
  const { exitCode, reports, touches } = await runOf('silent-m7', { m7Console: 'dead' });
  expect(exitCode).toBe(2);
  reports.agree('silent-m7 > falls silent', dead);
  reports.agree('silent-m7 > wants it mute', dead);
  for (const name of ['looks at what is left', 'looks again', 'next']) reports.agree(`silent-m7 > ${name}`, { verdict: 'passed' });
  const steps = touches.filter((touch) => /^(?:run|start|look) /.test(touch));
  expect(steps).toEqual(['run incident m7-silent', 'run looks', look, 'start "mute"', 'run looks again', look, 'run next']);
});

test('on a good console it is what it seemed', async () => {
  const { exitCode, reports } = await runOf('silent-m7', { m7Console: 'good' });
  expect(exitCode).toBe(1);
  reports.agree('silent-m7 > falls silent', { verdict: 'failed', fault: 'dut', says: 'm7-silent' });
  reports.agree('silent-m7 > wants it mute', { verdict: 'passed' });
});
