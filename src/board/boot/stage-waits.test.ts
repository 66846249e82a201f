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
    link: { shell: async () => (shell ? (shell as RemoteShell) : Promise.reject(new Error('nobody'))) },
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

test('a board that nobody hears over SSH either has not come there', async () => {
  const broken: Partial<RemoteShell> = { run: () => Promise.reject(new Error('gone')) };
  for (const waits of [silent(), silent(broken)])
    await expect(waitFor(waits, 'login')).rejects.toMatchObject({ name: 'BootError', fault: 'dut' });
});

test('a stage before Linux is asked of the console alone', async () => {
  await expect(waitFor(silent(answers), 'kernel')).rejects.toMatchObject({ name: 'BootError' });
});
