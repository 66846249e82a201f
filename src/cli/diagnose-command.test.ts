import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cases } from '../knowledge/diagnosis/testing/cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'hil-diagnose-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const hil = (args: readonly string[], stdin = ''): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, ['bin/hil.js', 'diagnose', ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });

const missingFile = cases[0]!.texts[0]!.text;

test('names the cause with quoted lines, how to confirm it and the fix; exit code 0', async () => {
  const { code, stdout } = await hil([file('dmesg.txt', missingFile)]);

  expect(code).toBe(0);
  expect(stdout).toContain(
    '| kmsg dmesg.txt:3: [98.200202] remoteproc remoteproc0: Direct firmware load for blinky.elf failed with error -2',
  );
  expect(stdout).toMatch(/confirm: cat .*\n(?:.*\n)*.*fix: /);
});

test('standard input, as JSON', async () => {
  const { code, stdout } = await hil(['-', '--json'], missingFile);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ version: 2, verdict: 'found', causes: [{ row: 1, name: 'firmware-file-missing' }] });
});

test('an honest unknown has exit code 1', async () => {
  const { code, stdout } = await hil(['-'], 'nothing here says anything');

  expect(code).toBe(1);
  expect(stdout).toMatch(/^Unknown: /);
});

test('no file, a file that is not there and a folder are errors of usage', async () => {
  for (const args of [[], [join(folder, 'nowhere.txt')], [folder]]) {
    const { code, stderr } = await hil(args);
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
});

test.each(['', ' \n\r\n'])('nothing to read is an error of usage, and is told as that: %j', async (text) => {
  const { code, stdout, stderr } = await hil([file('empty.log', text)]);
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toContain('there is nothing to read');
  expect((await hil(['-'], text)).code).toBe(3);
});

test('an empty file beside one that says something is left alone', async () => {
  expect((await hil([file('empty.log', ''), file('dmesg.txt', missingFile)])).code).toBe(0);
});
