import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('whatever fails in a test process beside its scenarios is in every report, by the scenario that it came with', async () => {
  const lab = new FakeLab(['other-tests']);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);
  const said: Readonly<Record<string, string>> = {
    'runs a program of the lab': 'something that is no scenario has failed: it set the exit code to 3',
    'loads another library': 'node:test was loaded',
    'a hook > fails afterwards': 'something that is no scenario has failed: it set the exit code to 1',
    'the exit > is the last': 'something that is no scenario has failed: the test process ended with exit code 5',
  };
  for (const [name, says] of Object.entries(said)) reports.agree(`other-tests > ${name}`, { verdict: 'error', fault: 'suite', says });
  reports.agree('other-tests > takes its exit code back', { verdict: 'passed' });
  expect(exitCode).toBe(2);
});
