import { describe, expect, test } from 'vitest';
import { LoginError } from '../../core/errors.ts';
import type { Output, Shell } from '../../core/shell.ts';
import { BoardIdentity } from './board-identity.ts';

const idOf = (letter: string): string =>
  `${letter.repeat(8)}-${letter.repeat(4)}-${letter.repeat(4)}-${letter.repeat(4)}-${letter.repeat(12)}`;
const { signal } = new AbortController();

interface Told {
  readonly serial?: string;
  readonly chip?: string;
  readonly boot?: string;
  readonly says?: string;
  /** Seconds. */
  readonly up?: number;
}

const shell = (via: Shell['via'], { serial = '', chip = '', boot = 'a', up = 20, says }: Told): Shell => ({
  via,
  run: async (): Promise<Output> => ({
    exitCode: 0,
    stdout: says ?? `${serial}\n${chip}\n${idOf(boot)}\n${up.toFixed(2)} 70.10\n`,
    stderr: '',
    durationMs: 1,
  }),
  [Symbol.asyncDispose]: async () => {},
});

/** A lab whose console says this, and what the boot loader printed there. */
const lab = (onConsole: Told | Error, printed?: string) => {
  const state = { at: 1, asked: 0, onConsole, unseen: [] as string[] };
  const identity = new BoardIdentity({
    boot: () => ({ at: state.at, serial: printed }),
    age: () => 25_000,
    onUnseenBoot: (evidence) => state.unseen.push(evidence),
    onConsole: async (use) => {
      state.asked++;
      if (state.onConsole instanceof Error) throw state.onConsole;
      return use(shell('serial', state.onConsole));
    },
  });
  return {
    state,
    admit: (told: Told) => identity.admit(shell('ssh', told), signal),
    prove: (told: Told) => identity.prove(shell('ssh', told), signal),
    proveAgain: (told: Told) => identity.proveAgain(shell('ssh', told), signal),
    consoleCameBack: () => identity.consoleCameBack(),
  };
};

const other = { name: 'PortError', fault: 'lab', message: 'SSH leads to another board than the console' };

describe('a new connection', () => {
  test('to the board whose boot loader printed the serial number is taken without a word on the console', async () => {
    const { admit, state } = lab(new Error('nobody asks'), '15230201');
    await admit({ serial: '15230201' });
    expect(state.asked).toBe(0);
  });

  test('to a board with another serial number is refused, with both numbers', async () => {
    const { admit } = lab({ serial: '15230201', boot: 'a' }, '15230201');
    await expect(admit({ serial: '15230777', boot: 'b' })).rejects.toMatchObject({
      ...other,
      evidence: [
        expect.stringContaining('15230777'),
        expect.stringContaining('U-Boot printed Serial#: 15230201'),
        expect.stringContaining('15230201'),
      ],
    });
  });

  test('to a twin with the same numbers that did not boot when the console did is refused', async () => {
    const { admit, state } = lab({ serial: '15230201', boot: 'a' }, '15230201');
    await admit({ serial: '15230201', boot: 'a', up: 25.5 });
    expect(state.asked).toBe(0);
    state.at = 2;
    await expect(admit({ serial: '15230201', boot: 'b', up: 300 })).rejects.toMatchObject(other);
  });

  test('is not refused for a number that noise has damaged on the console', async () => {
    const { admit, state } = lab({ boot: 'a' }, '1523020');
    await admit({ serial: '15230201', boot: 'a' });
    expect(state.asked).toBe(1);
  });

  test('to a board without a number is taken when console and SSH have one boot id, and refused otherwise', async () => {
    await lab({ boot: 'a' }, '00000000').admit({ serial: '00000000', boot: 'a' });
    await lab({ boot: 'a' }).admit({ chip: 'A1B2', boot: 'a' });
    await expect(lab({ boot: 'a' }).admit({ boot: 'b' })).rejects.toMatchObject(other);
  });

  test('is refused where nothing tells, since nobody can log in on the console', async () => {
    await expect(lab(new LoginError('the console login was refused')).admit({ boot: 'a' })).rejects.toMatchObject({
      fault: 'lab',
      message: 'it is not proven that SSH leads to the board whose console this is: the console login was refused',
      remedy: expect.stringContaining('login'),
    });
  });

  test('in the same boot must lead to the same Linux again, even with the same number', async () => {
    const { admit, state } = lab({ boot: 'a' }, '15230201');
    await admit({ serial: '15230201', boot: 'a' });
    await admit({ serial: '15230201', boot: 'a' });
    expect(state.asked).toBe(0);
    await expect(admit({ serial: '15230201', boot: 'b' })).rejects.toMatchObject(other);
  });

  test('to the same board with another boot id, as the console says too, tells of a boot that nobody saw', async () => {
    const { admit, state } = lab({ serial: '15230201', boot: 'b' }, '15230201');
    await admit({ serial: '15230201', boot: 'a' });
    await admit({ serial: '15230201', boot: 'b' });
    await admit({ serial: '15230201', boot: 'b' });
    expect(state.unseen).toEqual([expect.stringMatching(/another boot id than before.*aaaaaaaa.*bbbbbbbb/)]);
  });

  test('to another board, as the console says too, is refused', async () => {
    const { admit, state } = lab({ serial: '15230777', boot: 'b' }, '15230201');
    await admit({ serial: '15230201', boot: 'a' });
    await expect(admit({ serial: '15230777', boot: 'b' })).rejects.toMatchObject({
      fault: 'lab',
      message: 'console and SSH lead to another board than before',
    });
    expect(state.unseen).toEqual([]);
  });

  test('after a boot on the console must not lead to the Linux from before', async () => {
    const { admit, state } = lab({ boot: 'b' }, '15230201');
    await admit({ serial: '15230201', boot: 'a' });
    state.at = 2;
    await expect(admit({ serial: '15230201', boot: 'a' })).rejects.toMatchObject(other);
    await admit({ serial: '15230201', boot: 'b' });
  });

  test('to something that is no Linux is refused', async () => {
    await expect(lab({}).admit({ says: 'welcome to the switch\n' })).rejects.toMatchObject({
      fault: 'lab',
      message: 'the login over SSH does not tell the boot id of a Linux',
    });
  });
});

test('the health check has both wires compared, and doubts where serial numbers are all there is', async () => {
  expect(await lab({ boot: 'a' }, '15230201').prove({ serial: '15230201', boot: 'a' })).toMatchObject({ isDoubtful: false });
  await expect(lab({ boot: 'b' }, '15230201').prove({ serial: '15230201', boot: 'a' })).rejects.toMatchObject(other);
  const locked = new LoginError('refused');
  expect(await lab(locked, '15230201').prove({ serial: '15230201' })).toMatchObject({ isDoubtful: true });
  await expect(lab(locked, '15230201').prove({ serial: '15230777' })).rejects.toMatchObject({ fault: 'lab' });
});

describe('a console that was away', () => {
  test('is asked once more whose it is, and refused until it is that of the board again', async () => {
    const { prove, proveAgain, consoleCameBack, state } = lab({ boot: 'a' });
    await prove({ boot: 'a' });
    await proveAgain({ boot: 'a' });
    expect(state.asked).toBe(1);

    consoleCameBack();
    state.onConsole = { boot: 'b' };
    for (const _ of [1, 2]) await expect(proveAgain({ boot: 'a' })).rejects.toMatchObject(other);
    state.onConsole = { boot: 'a' };
    await proveAgain({ boot: 'a' });
    await proveAgain({ boot: 'a' });
    expect(state.asked).toBe(4);
  });

  test('stays as it was where nobody can log in there', async () => {
    const { proveAgain, consoleCameBack, state } = lab(new LoginError('no prompt'));
    consoleCameBack();
    await proveAgain({ boot: 'a' });
    await proveAgain({ boot: 'a' });
    expect(state.asked).toBe(1);
  });
});
