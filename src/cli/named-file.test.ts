import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pastRun, pastScenario } from '../history/testing/past-runs.ts';
import { requireWritable } from './named-file.ts';

vi.setConfig({ testTimeout: 90_000 });

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-named-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'file'), 'text');
  mkdirSync(join(dir, 'folder'));
  return dir;
};

const run = (dir: string, past: ReturnType<typeof pastRun>): string => {
  mkdirSync(join(dir, past.run));
  writeFileSync(join(dir, past.run, 'run.json'), JSON.stringify({ ...past, dir: undefined }));
  writeFileSync(join(dir, past.run, 'run.ndjson'), '{"seq":0,"at":1,"board":"","type":"run.finished","exitCode":0}\n');
  return join(dir, past.run);
};

const hil = (...args: string[]) => spawnSync('bin/hil', args, { encoding: 'utf8' });

test.for([
  ['gone/out.md', 'there is no folder '],
  ['folder', 'it is a folder'],
  ['folder/', 'it is a folder'],
  ['file/out.md', 'is no folder'],
  [`${'n'.repeat(300)}/out.md`, 'its name is too long'],
] as const)('%s cannot be written', ([name, why]) => {
  const dir = folder();
  expect(() => requireWritable(`${dir}/${name}`, '--output')).toThrow(
    expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(why), remedy: expect.stringContaining('--output') }),
  );
});

test('what can be written is left as it is', () => {
  const dir = folder();
  for (const name of ['file', 'new']) requireWritable(join(dir, name), '--output');
  expect(existsSync(join(dir, 'new'))).toBe(false);
});

test('every command that writes a named file says so first, in one sentence', () => {
  const dir = folder();
  const now = run(dir, pastRun(2, [pastScenario()]));
  const out = join(dir, 'gone/out');
  const commands = [
    ['qualify', now, '--baseline', now, '-o', out],
    ['inspect', 'firmware/prebuilt/tcm-hello.elf', '--fix', out],
    ['bundle', now, '--yes', '-o', out],
  ];
  for (const words of commands) {
    const { status, stdout, stderr } = hil(...words);
    expect(stderr).toBe(
      `hil: ${out} cannot be written: there is no folder ${dir}/gone\n  -> make it possible, or name another file with ${words.at(-2) === '-o' ? '--output' : '--fix'}\n`,
    );
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  }
});
