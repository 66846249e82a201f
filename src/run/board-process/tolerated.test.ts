import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const runOf = async (suite: string): Promise<RunReports> => {
  const lab = new FakeLab([suite], { fake: {} }, { breaksReport: false });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  return new RunReports(dir, exitCode);
};

const incidentsOf = ({ scenarios }: RunReports, id: string): unknown => scenarios.find((scenario) => scenario.id === id)?.incidents;

test('a tolerated incident ends nothing and stands in every report', async () => {
  const reports = await runOf('tolerated');
  for (const name of ['a tolerated incident comes', 'a tolerated incident does not come', 'a tolerated incident of its title'])
    reports.agree(`tolerated > ${name}`, { verdict: 'passed' });
  expect(reports.exitCode).toBe(0);
  expect(incidentsOf(reports, 'tolerated > a tolerated incident comes')).toMatchObject([
    { kind: 'io-error', expected: false, tolerated: true },
  ]);
  expect(reports.junit).toContain('tolerated incident: io-error in fake_board');
  expect(reports.summary).toMatch(/io-error in fake\\?_board.*\| tolerated \|/);
});

test('what follows from a tolerated incident, and what is not meant by it, ends the scenario', async () => {
  const reports = await runOf('not-tolerated');
  const failed: Readonly<Record<string, RegExp>> = {
    'a tolerated incident of another title': /oops in fake_board/,
    'a panic within a tolerated oops': /and then panic in fake_board, which was not expected/,
    'a panic after a tolerated oops': /panic in fake_board/,
    'an expected incident that is tolerated too': /expected incidents that did not come: oom/,
  };
  for (const [name, says] of Object.entries(failed)) reports.agree(`not-tolerated > ${name}`, { verdict: 'failed', fault: 'dut', says });
  expect(reports.exitCode).toBe(1);
  expect(incidentsOf(reports, 'not-tolerated > a panic after a tolerated oops')).toMatchObject([
    { kind: 'oops', tolerated: true },
    { kind: 'panic', expected: false },
  ]);
  expect(incidentsOf(reports, 'not-tolerated > a panic within a tolerated oops')).not.toMatchObject([{ tolerated: true }]);
});
