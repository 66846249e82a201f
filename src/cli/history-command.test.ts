import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { failed, pastRun, pastScenario } from '../history/testing/past-runs.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-history-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
};

const write = (dir: string, run: ReturnType<typeof pastRun>): void => {
  mkdirSync(join(dir, run.run), { recursive: true });
  writeFileSync(join(dir, run.run, 'run.json'), JSON.stringify({ ...run, dir: undefined }));
};

const hil = (...args: string[]) => spawnSync('bin/hil', args, { encoding: 'utf8' });

const nights = (dir: string): void => {
  for (let n = 1; n <= 3; n++) write(dir, pastRun(n, [n < 3 ? pastScenario() : failed('the M7 was mute')], n < 3 ? '5.15.1' : '5.15.2'));
};

test('history says what fails, since when and what changed then, and stops at nothing that lies about', () => {
  const dir = folder();
  nights(dir);
  mkdirSync(join(dir, 'broken'));
  writeFileSync(join(dir, 'broken/run.json'), '{"version": 1, "run": 7}');
  mkdirSync(join(dir, 'cut'));
  writeFileSync(join(dir, 'cut/run.json'), '{"version"');
  const { status, stdout, stderr } = hil('history', dir, '--markdown');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('3 runs, 2026-01-02 00:00 night-1 to 2026-01-04 00:00 night-3');
  expect(stdout).toMatch(
    /cold-boot &gt; lives \| one \| dut \| 2026-01-04 00:00 night-3 \| 1 \| linux: 5\.15\.1 -&gt; 5\.15\.2 \| the M7 was mute/,
  );
  expect(stdout).toMatch(/Not counted: .*broken.*run\\?\.json is no report of a run: run/);
  expect(stdout).toMatch(/Not counted: .*cut.*cannot be read/);
  const { runs, scenarios } = JSON.parse(hil('history', dir, '--json').stdout) as { runs: number; scenarios: object[] };
  expect(runs).toBe(3);
  expect(scenarios).toMatchObject([{ id: 'cold-boot > lives', failing: [{ since: 'night-3', lastGood: 'night-2' }] }]);
});

test('a name that no scenario has is told, with the one that is meant', () => {
  const dir = folder();
  nights(dir);
  const { status, stdout, stderr } = hil('history', dir, '--scenario', 'cold-boot > livse');
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toMatch(/no scenario has 'cold-boot > livse' in its name\n.*did you mean 'cold-boot > lives'\?/);
  expect(hil('history', dir, '--scenario', 'Lives', '--json').status).toBe(0);
});

test('a run that is found by two ways counts once, and a link such as latest is no run', () => {
  const dir = folder();
  nights(dir);
  execFileSync('ln', ['-s', 'night-3', join(dir, 'latest')]);
  expect((JSON.parse(hil('history', dir, join(dir, 'night-3'), '--json').stdout) as { runs: number }).runs).toBe(3);
});

test('compare ends with 1 for worse, 2 for not proven any more, 0 for neither, 3 for no run', () => {
  const dir = folder();
  nights(dir);
  write(dir, pastRun(4, [pastScenario({ verdict: 'error', faults: ['lab'], reason: 'the relay does not answer' })]));
  const compare = (older: string, newer: string) => hil('compare', join(dir, older), join(dir, newer));
  expect(compare('night-1', 'night-3')).toMatchObject({ status: 1, stdout: expect.stringMatching(/1 worse[\s\S]*the M7 was mute/) });
  expect(compare('night-1', 'night-4')).toMatchObject({ status: 2, stdout: expect.stringContaining('1 not proven any more') });
  expect(compare('night-1', 'night-2')).toMatchObject({ status: 0, stdout: expect.stringContaining('No worse') });
  expect(compare('night-3', 'night-2')).toMatchObject({ status: 0, stdout: expect.stringContaining('1 mended') });
  write(dir, pastRun(5, []));
  expect(compare('night-5', 'night-5')).toMatchObject({ status: 2, stdout: expect.stringContaining('Nothing could be compared') });
  expect(compare('night-1', 'nowhere')).toMatchObject({ status: 3, stderr: expect.stringContaining('there is no folder of runs') });
  mkdirSync(join(dir, 'empty'));
  expect(compare('empty', 'night-1')).toMatchObject({ status: 3, stderr: expect.stringContaining('there is no run in') });
});

test('what a board or a file says does nothing to the terminal', () => {
  const dir = folder();
  write(dir, pastRun(1, [failed('\u001b]0;owned\u0007\u009b2Jmute\u202e', { board: 'o\u001b[31mne' })]));
  expect(hil('history', dir).stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('a scenario that is new and fails is worse, and the exit code is 1', () => {
  const dir = folder();
  write(dir, pastRun(1, [pastScenario()]));
  write(dir, pastRun(2, [pastScenario(), failed('the M7 was mute', { id: 's > new' })]));
  const { status, stdout } = hil('compare', join(dir, 'night-1'), join(dir, 'night-2'));
  expect(stdout).toMatch(/1 worse\./);
  expect(stdout).toMatch(/s > new .*not judged .*1 of 1 .*the M7 was mute/);
  expect(status).toBe(1);
});
