import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import type { HilProcess } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole commands in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const labOf = (board: BoardAlone): LabFolder => {
  const lab = new LabFolder();
  lab.lab({ boards: `real: ${board.wiring()}` });
  return lab;
};

// A variable is changed, and the boot that it needs is under way.
const changing = async (lab: LabFolder, env: Readonly<Record<string, string>>): Promise<HilProcess> => {
  const provision = lab.start(['provision', 'real', '--argument', 'quiet'], env);
  let heard = '';
  provision.child.stdout!.on('data', (text: string) => {
    heard += text;
  });
  await provision.until(() => heard.includes('changed   tdxargs'), 150_000);
  return provision;
};

test.for(['SIGINT', 'SIGTERM'] as const)('a board that is provisioned by hand is held, and %s says how it is left', async (signal) => {
  await using board = await BoardAlone.start({ speed: 20 });
  await using lab = labOf(board);
  const env = { LAB_PASSWORD: board.endpoints.ssh.password };
  const provision = await changing(lab, env);
  // However long the other command takes, this one is in the middle of it.
  provision.child.kill('SIGSTOP');
  const other = await lab.hil(['power', 'real', 'off'], env);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/^hil: real is held by .*hil provision real/m) });

  provision.child.kill(signal);
  provision.child.kill('SIGCONT');
  const { code, stderr } = await lab.endOf(provision);
  expect(code).toBe(2);
  expect(stderr).toContain(`hil: interrupted by ${signal}`);
  expect(stderr).toMatch(/hil: real is not prepared and was left as it is: its relay says on; hil restore real puts back what was changed/);
  expect((await lab.hil(['leases'], env)).stdout).toMatch(/^no board is held/);

  const restored = await lab.hil(['restore', 'real'], env);
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining("put back  tdxargs: 'quiet' -> ''") });
  expect(existsSync(join(lab.dir, '.hil', 'real.owed.json'))).toBe(false);
  expect(await board.power()).toBe('off');
});

test('a killed hil provision leaves a board behind that the next command switches off first', async () => {
  await using board = await BoardAlone.start({ speed: 20 });
  await using lab = labOf(board);
  const env = { LAB_PASSWORD: board.endpoints.ssh.password };
  const provision = await changing(lab, env);
  provision.child.kill('SIGKILL');
  await provision.ended;
  expect((await lab.hil(['leases'], env)).stdout).toMatch(/│ real +│ stale: its process \d+ has ended/);
  expect(await board.power()).toBe('on');

  const restored = await lab.hil(['restore', 'real'], env);
  expect(restored.stderr).toMatch(/^hil: real was left behind by .*hil provision real.*; it is switched off first/m);
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining("put back  tdxargs: 'quiet' -> ''") });
  expect(await board.power()).toBe('off');
});
