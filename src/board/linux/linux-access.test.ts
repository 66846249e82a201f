import { expect, test } from 'vitest';
import { ConnectionLostError } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { LoginMachine } from '../boot/testing/login-machine.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { shellThrough } from './linux-access.ts';
import { LinuxLink } from './linux-link.ts';

const { profile } = verdinImx8mp.model;

const { signal } = new AbortController();

/** A Linux that nobody gets into over SSH for this reason; on its console it answers or does not. */
const access = (code: string, { answers = true, isLinux = true, wasUp = false } = {}) => {
  const console = new MemoryConsole(boardClock(50));
  if (answers) new LoginMachine(console);
  const cause = Object.assign(new Error(code), { code });
  const lost = (message: string): ConnectionLostError => new ConnectionLostError(message, { cause, remedy: 'check it' });
  let logins = wasUp ? 1 : 0;
  const connect = async (): Promise<RemoteShell> => {
    if (logins-- > 0) return breaking(lost('the SSH link broke while a command was running'));
    throw lost('no SSH login within 90s');
  };
  const host = { connect, [Symbol.asyncDispose]: async () => {} };
  return {
    link: new LinuxLink({ host, emit: () => {}, onKmsg: () => {} }),
    console,
    profile,
    isLinux: () => isLinux,
    bootedAt: () => 1,
    settled: async () => {},
  };
};

/** A link that breaks with the first command. */
const breaking = (why: Error): RemoteShell => {
  const fail = () => Promise.reject(why);
  return {
    via: 'ssh',
    closed: new Promise(() => {}),
    run: fail,
    put: fail,
    get: fail,
    stream: fail,
    [Symbol.asyncDispose]: async () => {},
  };
};

const both = 'no SSH login within 90s, while Linux answers at the login prompt on its console';

test('an sshd that refuses though it let us in before, on a system that is up, is the product’s', async () => {
  const before = access('ECONNREFUSED', { wasUp: true });
  await shellThrough(before, signal);
  await before.link.drop();
  await expect(shellThrough(before, signal)).rejects.toMatchObject({
    name: 'ConnectionLostError',
    fault: 'dut',
    message: both,
    remedy: 'check it',
    evidence: expect.arrayContaining([expect.stringMatching(/^a53: .*login:/)]),
  });
});

test('a refusal of an sshd that nobody has seen is the lab’s: another port, or another host', async () => {
  await expect(shellThrough(access('ECONNREFUSED'), signal)).rejects.toMatchObject({ name: 'PortError', fault: 'lab', message: both });
});

test.for(['client-timeout', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])(
  'no packet (%s) of a system that is up is the lab’s',
  async (code) => {
    await expect(shellThrough(access(code), signal)).rejects.toMatchObject({ name: 'PortError', fault: 'lab', message: both });
  },
);

test('a system that answers nowhere is the product’s', async () => {
  await expect(shellThrough(access('ETIMEDOUT', { answers: false }), signal)).rejects.toMatchObject({
    fault: 'dut',
    message: 'no SSH login within 90s, and Linux does not answer on its console either',
  });
});

test('a console that is not Linux’s is not typed at', async () => {
  const shut = access('ETIMEDOUT', { isLinux: false });
  await expect(shellThrough(shut, signal)).rejects.toMatchObject({ fault: 'dut', message: 'no SSH login within 90s' });
  expect(shut.console.tail(10)).toEqual([]);
});

test('a link that breaks while Linux goes on is the lab’s, and one that breaks with Linux the product’s', async () => {
  const broken = 'the SSH link broke while a command was running';
  const alive = await shellThrough(access('ECONNRESET', { wasUp: true }), signal);
  await expect(alive.run('true')).rejects.toMatchObject({
    fault: 'lab',
    message: `${broken}, while Linux answers at the login prompt on its console`,
  });
  const dead = await shellThrough(access('ECONNRESET', { wasUp: true, answers: false }), signal);
  await expect(dead.run('true')).rejects.toMatchObject({
    fault: 'dut',
    message: `${broken}, and Linux does not answer on its console either`,
  });
});

test('a link that breaks with a reset says nothing about who is at fault, and the reset decides', async () => {
  let boot = 1;
  const shell = await shellThrough({ ...access('ECONNRESET', { wasUp: true }), bootedAt: () => boot++ }, signal);
  await expect(shell.run('true')).rejects.toMatchObject({ fault: 'dut', message: 'the SSH link broke while a command was running' });
});

test('a board without SSH says so', async () => {
  await expect(shellThrough({ ...access(''), link: undefined }, signal)).rejects.toThrow('this board has no SSH');
});
