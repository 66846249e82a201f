import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// A whole run, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('what is not selected is in no report, and hooks around it alone do not run', async () => {
  const lab = new FakeLab(['hooks'], { fake: {} }, { breaksReport: false });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run({ selection: { grep: 'hooks of a test > onTestFinished' } });
  const reports = new RunReports(dir, exitCode);
  reports.agree('hooks > hooks of a test > onTestFinished', { verdict: 'error', fault: 'suite', says: 'not finished' });
  expect(reports.scenarios.map(({ id }) => id)).toEqual(['hooks > hooks of a test > onTestFinished']);
  expect(exitCode).toBe(2);
  for (const report of [reports.junit, reports.summary, JSON.stringify(reports.json)]) expect(report).not.toContain('no coffee');
});

test('a run of nothing is refused before a board is touched', async () => {
  const lab = new FakeLab(['hooks']);
  onTestFinished(() => lab[Symbol.dispose]());
  await expect(lab.run({ selection: { grep: 'no such words' } })).rejects.toMatchObject({ name: 'ConfigError' });
  expect(lab.touches()).toEqual([]);
});
