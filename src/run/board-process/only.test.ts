import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const labWith = (suites: readonly string[], ci: string): FakeLab => {
  for (const name of ['GITHUB_ACTIONS', 'GITLAB_CI', 'TF_BUILD', 'TEAMCITY_VERSION']) vi.stubEnv(name, '');
  vi.stubEnv('CI', ci);
  const lab = new FakeLab(suites, undefined, { breaksReport: false });
  onTestFinished(() => {
    vi.unstubAllEnvs();
    lab[Symbol.dispose]();
  });
  return lab;
};

test('how few scenarios ran because of .only, and where that stands, is told wherever somebody looks', async () => {
  const lab = labWith(['only-group', 'shared'], '');
  const { exitCode, dir, part } = await lab.run();
  const reports = new RunReports(dir, exitCode);

  const places = [lab.lineOf('only-group', 'describe.only'), lab.lineOf('only-group', 'scenario.only')]
    .map((at) => at.slice(0, -1))
    .join(', ');
  expect(lab.verdicts()).toMatchObject({ 'only-group > group > is in it': 'passed', 'only-group > alone': 'passed' });
  const before = reports.of('only-group > before');
  expect(before.junitText).toContain(`left out by .only at ${places}`);
  expect(before.json).toMatchObject({ verdict: 'skipped', reason: `left out by .only at ${places}` });
  expect(reports.of('only-group > skipped anyway').json).toMatchObject({ verdict: 'skipped', reason: 'skipped in the suite' });
  const all = lab.results().size;
  expect(part).toBe(`only ${all - 2} of ${all} scenarios were to run, because of .only at ${places}`);
  expect(reports.summary).toContain('because of .only at');
  expect(reports.json).toMatchObject({ exitCode: 0 });
});

test.for(['true', '1'])('where CI is set to %j, .only is a mistake in the suites, and no board is touched', async (ci) => {
  const lab = labWith(['only-group'], ci);
  const places = [lab.lineOf('only-group', 'describe.only'), lab.lineOf('only-group', 'scenario.only')];
  await expect(lab.run()).rejects.toMatchObject({
    name: 'ConfigError',
    evidence: places.map((at) => expect.stringMatching(`^${at} \\.only leaves out every other scenario of the file, and CI is set`)),
  });
  expect(lab.touches()).toEqual([]);
});
