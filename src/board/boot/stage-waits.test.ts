import { expect, test } from 'vitest';
import type { BootStage } from '../../core/boot-stage.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { StageWaits } from './stage-waits.ts';
import { MemoryConsole } from './testing/memory-console.ts';

const clock = boardClock();

/** A board whose console says nothing more, with or without a Linux that answers over SSH. */
const silent = (shell?: Partial<RemoteShell>) =>
  new StageWaits({
    channels: { consoles: { a53: new MemoryConsole(clock), m7: new MemoryConsole(clock) }, excerpt: () => ['a53: Starting kernel ...'] },
    clock,
    profile: verdinImx8mp.model.profile,
    stage: () => 'u-boot',
    boots: () => 1,
    bootedAt: () => undefined,
    linuxBeside: async () =>
      shell ? ({ ...shell, [Symbol.asyncDispose]: async () => {} } as RemoteShell) : Promise.reject(new Error('nobody')),
  });

const answers: Partial<RemoteShell> = { run: async () => ({ exitCode: 0, stdout: '', stderr: '', durationMs: 1 }) };

const waitFor = (waits: StageWaits, wanted: BootStage): Promise<void> => waits.until(wanted, 5, new AbortController().signal);

test('a console that says less than the board does is no board that hangs', async () => {
  await expect(waitFor(silent(answers), 'login')).rejects.toMatchObject({
    fault: 'lab',
    message: expect.stringContaining("it stands at 'u-boot'"),
    evidence: ['a53: Starting kernel ...'],
    remedy: expect.stringMatching(/console=/),
  });
});

test.each([
  ['root=/dev/mmcblk2p2 console=tty1 quiet', /its kernel speaks on tty1 and not on ttymxc2/],
  ['console=ttymxc0,115200 console=tty0', /its kernel speaks on ttymxc0 and tty0 and not on ttymxc2/],
])('a kernel whose console is another one is named: %s', async (stdout, message) => {
  const shell: Partial<RemoteShell> = { run: async () => ({ exitCode: 0, stdout: `${stdout}\n`, stderr: '', durationMs: 1 }) };
  await expect(waitFor(silent(shell), 'login')).rejects.toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(message),
    evidence: expect.arrayContaining([`ssh: /proc/cmdline: ${stdout}`]),
    remedy: expect.stringContaining('console=ttymxc2,115200'),
  });
});

test('a kernel whose consoles include the one that is wired is no reason', async () => {
  const stdout = 'console=tty1 console=ttymxc2,115200';
  const shell: Partial<RemoteShell> = { run: async () => ({ exitCode: 0, stdout, stderr: '', durationMs: 1 }) };
  await expect(waitFor(silent(shell), 'login')).rejects.toMatchObject({ message: expect.not.stringContaining('speaks on') });
});

test('a board that nobody hears over SSH either has not come there', async () => {
  const broken: Partial<RemoteShell> = { run: () => Promise.reject(new Error('gone')) };
  for (const waits of [silent(), silent(broken)])
    await expect(waitFor(waits, 'login')).rejects.toMatchObject({ name: 'BootError', fault: 'dut' });
});

test('a stage before Linux is asked of the console alone', async () => {
  await expect(waitFor(silent(answers), 'kernel')).rejects.toMatchObject({ name: 'BootError' });
});
