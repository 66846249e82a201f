import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PastRun } from '../history/past-run.ts';
import { failed, pastRun, pastScenario } from '../history/testing/past-runs.ts';

vi.setConfig({ testTimeout: 60_000 });

const journal = '{"seq":0,"at":1,"board":"","type":"run.finished","exitCode":0}\n';

const written = (dir: string, run: PastRun, { hasJournal = true } = {}): string => {
  const folder = join(dir, run.run);
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...run, dir: undefined }));
  if (hasJournal) writeFileSync(join(folder, 'run.ndjson'), journal);
  return folder;
};

const labOf = () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-qualify-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const soak = Array.from({ length: 20 }, () => pastScenario());
  const baseline = written(dir, pastRun(1, [pastScenario()]));
  const qualify = (run: PastRun, options?: { readonly hasJournal: boolean }) =>
    spawnSync('bin/hil', ['qualify', written(dir, run, options), '--baseline', baseline, '-o', join(dir, 'out.md')], { encoding: 'utf8' });
  return { dir, soak, qualify };
};

test('a release that proves what the baseline proved is qualified, with its rates and the hashes that it stands on', () => {
  const { dir, soak, qualify } = labOf();
  expect(qualify(pastRun(2, soak))).toMatchObject({ status: 0, stdout: expect.stringContaining('Qualified.'), stderr: '' });
  const text = readFileSync(join(dir, 'out.md'), 'utf8');
  expect(text).toMatch(/cold-boot &gt; lives \| 20 of 20/);
  expect(text).toContain(createHash('sha256').update(journal).digest('hex'));
  expect(text).toContain('2'.padStart(64, '0'));
  expect(text).toContain('## Signed off');
  expect(text).toContain('simulated, which says nothing of hardware');
});

test.each([
  ['a failure', pastRun(3, [failed('mute')]), {}, 1, /Not qualified/],
  ['a run that did not finish', { ...pastRun(4, [pastScenario()]), exitCode: null }, {}, 2, /did not finish/],
  ['a run that ended by the lab', { ...pastRun(5, [pastScenario()]), exitCode: 2 }, {}, 2, /exit code 2/],
  ['a journal that is gone', pastRun(6, [pastScenario()]), { hasJournal: false }, 2, /nobody can look again/],
  ['what is not proven', pastRun(7, [pastScenario({ verdict: 'error', faults: ['lab'] })]), {}, 2, /not proven here/],
])('%s does not qualify', (_, run, options, status, says) => {
  const { qualify } = labOf();
  expect(qualify(run, { hasJournal: true, ...options })).toMatchObject({ status, stdout: expect.stringMatching(says) });
});
