import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('a run that skips everything is no success, unless it is told so', async () => {
  const lab = new FakeLab(['skipped']);
  onTestFinished(() => lab[Symbol.dispose]());
  const write = (await lab.lab()).reports.write.filter(({ name }) => name !== 'broken');
  const run = async (passWithNoScenarios: boolean): Promise<RunReports> => {
    const loaded = await lab.lab();
    const { exitCode, dir } = await lab.run({ lab: { ...loaded, reports: { ...loaded.reports, write } }, passWithNoScenarios });
    return new RunReports(dir, exitCode);
  };

  const refused = await run(false);
  expect(refused.exitCode).toBe(2);
  for (const text of [refused.summary, refused.json?.reason]) expect(text).toContain('nothing ran: all 3 scenarios were skipped');
  for (const name of ['needs what is not there', 'is left out', 'left out > too'])
    refused.agree(`skipped > ${name}`, { verdict: 'skipped' });

  expect((await run(true)).exitCode).toBe(0);
});
