import { expect, test } from 'vitest';
import type { BootStage } from '../../core/boot-stage.ts';
import { BootError, ConnectionLostError, KernelIncidentError, PowerError } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { LinuxAtConsole, type LinuxAtConsoleOptions, loginPrompt } from './testing/linux-at-console.ts';
import { WireJudge } from './wire-judge.ts';

// A board that says nothing on any wire, at the end of a scenario: it stands still, or console and network have gone.

const frozen = new KernelIncidentError('silent-freeze at login', 'silent-freeze');
const nothing = (): string => '';
const same = (text: string): string => text;
const echoes = (text: string): string => (/[\r\n]/.test(text) ? loginPrompt : text);

interface Course {
  readonly before?: LinuxAtConsoleOptions;
  readonly next?: LinuxAtConsoleOptions;
  /** Why the boot that follows does not come to its login. */
  readonly missed?: Error;
  readonly stage?: BootStage;
  readonly error?: Error;
}

/** What becomes of the error, and how often the board was booted for that. */
const judged = async ({ before = {}, next = {}, missed, stage = 'login', error = frozen }: Course): Promise<[Error, number]> => {
  let boot = { stage, bootedAt: 1 };
  const now = () => ({ down: same, reads: echoes, ...(boot.bootedAt === 1 ? { down: nothing, ssh: false, ...before } : next) });
  const board = new LinuxAtConsole({ down: (text) => now().down(text), reads: (text) => now().reads(text) });
  const nobody = (): Promise<RemoteShell> => Promise.reject(new ConnectionLostError('nobody answers'));
  const judge = new WireJudge({
    console: board.console,
    linux: () => (now().ssh === false ? nobody() : board.linux()),
    clock: boardClock(100),
    profile: verdinImx8mp.model.profile,
    boot: () => boot,
    bootAnew: async () => {
      boot = { stage: missed ? 'off' : 'login', bootedAt: boot.bootedAt + 1 };
      if (missed) throw missed;
    },
    isListening: async () => false,
    settled: async () => {},
    note: () => {},
    answerWithin: '500ms',
  });
  return [await judge.reconsiderSilence(error, new AbortController().signal), boot.bootedAt - 1];
};

test.concurrent('a console that is as silent at the next boot, while Linux answers over SSH, has died, and no board stood still', async () => {
  const [said, boots] = await judged({ next: { down: nothing } });
  expect(boots).toBe(1);
  expect(said).toMatchObject({
    fault: 'lab',
    cause: frozen,
    message: expect.stringMatching(/^silent-freeze at login; but none of 16 lines that Linux wrote/),
  });
});

test.concurrent('where no boot loader speaks at the next boot either, nobody can blame the board', async () => {
  const missed = new PowerError('the relay said on, and no boot loader spoke');
  const [said] = await judged({ next: { down: nothing, ssh: false }, missed });
  expect(said).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/nothing can be read on the a53 console at the next boot either/),
  });
});

test.concurrent('a console that speaks at the next boot was good, with a network or without: the board stood still', async () => {
  expect(await judged({})).toEqual([frozen, 1]);
  expect(await judged({ next: { ssh: false } })).toEqual([frozen, 1]);
});

test.concurrent('a board that does not come up at the next boot either keeps the blame', async () => {
  const error = new BootError("the board did not reach 'login' in 4min; it is at 'kernel'");
  const [said] = await judged({ stage: 'kernel', error, next: { down: nothing, ssh: false }, missed: new BootError('nor this time') });
  expect(said).toMatchObject({ fault: 'dut', name: 'BootError', message: expect.stringContaining('nothing proves that the wire') });
});

test.concurrent.each<[string, Course]>([
  ['its console', { before: { down: (text) => text } }],
  ['its console with what no one can read', { before: { down: (text) => text.replace(/./g, '?') } }],
  ['SSH alone', { before: { ssh: true } }],
])('a board that answers over %s is not booted for that', async (_, course) => {
  expect(await judged({ ...course, error: new ConnectionLostError('SSH is gone') })).toMatchObject([{ fault: 'dut' }, 0]);
});

test.concurrent('a board without power is not booted', async () => {
  expect(await judged({ stage: 'off' })).toEqual([frozen, 0]);
});
