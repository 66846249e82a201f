import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import type { RunOptions } from '../supervisor/run-options.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const runOf = async (options: Partial<RunOptions>): Promise<RunReports> => {
  const lab = new FakeLab(['soaked'], { fake: {} }, { breaksReport: false });
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run(options);
  return new RunReports(dir, exitCode);
};
const idsOf = ({ scenarios }: RunReports): unknown[] => scenarios.map(({ id }) => id);

test('rounds go on until something fails, and every report knows them all', async () => {
  const reports = await runOf({ selection: { grep: 'holds twice' }, soak: {}, bail: 1 });
  expect(idsOf(reports)).toEqual(['soaked > holds twice', 'soaked > holds twice #2', 'soaked > holds twice #3']);
  expect(reports.scenarios.at(-1)).toMatchObject({ verdict: 'failed', faults: ['dut'] });
  expect(reports.junit.match(/<testcase\b/g)).toHaveLength(3);
  expect(reports.junit.match(/<failure\b/g)).toHaveLength(1);
  expect(reports.exitCode).toBe(1);
  expect(reports.summary).toMatch(/## Rounds\n\n[\s\S]*soaked &gt; holds twice \| 2 of 3 \(67 %, 21 % to 94 %\)/);
});

test('no round begins after its time, and one is always made', async () => {
  expect(idsOf(await runOf({ selection: { grep: 'holds twice' }, soak: { until: Date.now() - 1 } }))).toEqual(['soaked > holds twice']);
});

test('a soak ends once too few are as expected to be chance', async () => {
  const reports = await runOf({ selection: { tags: ['bad'] }, soak: { below: 0.5 } });
  // Of four that failed the true share lies below 49 %, of three below 56 %.
  expect(idsOf(reports)).toHaveLength(4);
  expect(reports.exitCode).toBe(1);
});
