import { expect, test } from 'vitest';
import { verdinImx8mpProfile as profile } from '../boot/profiles/verdin-imx8mp.ts';
import { LoginMachine } from '../boot/testing/login-machine.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { ConnectionLostError } from '../core/errors.ts';
import { boardClock } from '../core/time.ts';
import { shellThrough } from './linux-door.ts';
import { LinuxLink } from './linux-link.ts';

const { signal } = new AbortController();

/** A Linux that nobody gets into over SSH for this reason; on its console it answers or does not. */
const door = (code: string, { answers = true, isLinux = true } = {}) => {
  const console = new MemoryConsole(boardClock(50));
  if (answers) new LoginMachine(console);
  const cause = Object.assign(new Error(code), { code });
  const connect = () => Promise.reject(new ConnectionLostError('no SSH login within 90s', { cause, remedy: 'check it' }));
  const host = { connect, [Symbol.asyncDispose]: async () => {} };
  return { link: new LinuxLink({ host, emit: () => {}, onKmsg: () => {} }), console, profile, isLinux: () => isLinux };
};

const both = 'no SSH login within 90s, while Linux answers at the login prompt on its console';

test('an sshd that refuses on a system that is up is the product’s', async () => {
  await expect(shellThrough(door('ECONNREFUSED'), signal)).rejects.toMatchObject({
    name: 'ConnectionLostError',
    fault: 'dut',
    message: both,
    remedy: 'check it',
    evidence: expect.arrayContaining([expect.stringMatching(/^a53: .*login:/)]),
  });
});

test.for(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])(
  'no packet (%s) of a system that is up is the lab’s',
  async (code) => {
    await expect(shellThrough(door(code), signal)).rejects.toMatchObject({ name: 'PortError', fault: 'lab', message: both });
  },
);

test('a system that answers nowhere is the product’s', async () => {
  await expect(shellThrough(door('ETIMEDOUT', { answers: false }), signal)).rejects.toMatchObject({
    fault: 'dut',
    message: 'no SSH login within 90s, and Linux does not answer on its console either',
  });
});

test('a console that is not Linux’s is not typed at', async () => {
  const shut = door('ETIMEDOUT', { isLinux: false });
  await expect(shellThrough(shut, signal)).rejects.toMatchObject({ fault: 'dut', message: 'no SSH login within 90s' });
  expect(shut.console.tail(10)).toEqual([]);
});

test('a board without SSH says so', async () => {
  await expect(shellThrough({ ...door(''), link: undefined }, signal)).rejects.toThrow('this board has no SSH');
});
