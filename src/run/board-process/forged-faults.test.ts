import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('whose fault an error is, no property says that a suite can write', async () => {
  const lab = new FakeLab(['forged'], undefined, { retries: { lab: 1 } });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  const reports = new RunReports(dir, exitCode);

  const assertions = [...lab.results().keys()].filter((id) => id.includes('an assertion'));
  expect(assertions.length).toBeGreaterThan(10);
  for (const id of assertions) reports.agree(id, { verdict: 'failed', fault: 'dut', says: 'expected 1 to be +0', at: 'suites/forged.ts:' });
  for (const name of ['with a fault', 'of ours'])
    reports.agree(`forged > an error > ${name}`, { verdict: 'error', fault: 'suite', says: 'no cable' });
  for (const name of ['with another name on it', 'softly'])
    expect(lab.results().get(`forged > trouble of the lab > ${name}`)).toMatchObject({ verdict: 'error', errors: [{ fault: 'lab' }] });

  for (const [name, says] of Object.entries({ wrapped: /the third step: 'fail 3' ended/, 'among several': /1 failed: 'fail 3' ended/ }))
    reports.agree(`forged > a command that failed > ${name}`, { verdict: 'failed', fault: 'dut', says, at: 'suites/forged.ts:' });

  expect(exitCode).toBe(1);
  const tried = [...lab.results().values()].filter(({ attempts }) => attempts !== undefined).map(({ id }) => id);
  expect(tried).toEqual(['forged > trouble of the lab > with another name on it', 'forged > trouble of the lab > softly']);
});
