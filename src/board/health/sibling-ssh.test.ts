import { expect, test } from 'vitest';
import { ConnectionLostError, PortError } from '../../core/errors.ts';
import type { Sibling } from '../../core/health-check.ts';
import type { RemoteHost, RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { whoseSsh } from './sibling-ssh.ts';
import { hostSaying } from './testing/host-saying.ts';

const { signal } = new AbortController();
const { model } = verdinImx8mp;
const cause = new PortError('SSH leads to another board than the console');

/** What is said of a board that printed 15230201, whose own SSH leads there, and that of its sibling elsewhere. */
const told = async (own: RemoteHost, their: RemoteHost): Promise<Error> => {
  const a53 = new MemoryConsole(boardClock(100));
  const since = a53.mark();
  a53.receive('Serial#: 15230201\r\n');
  await a53.expect('15230201', { within: '1s', since });
  const next: Sibling = { name: 'next', a53: new MemoryConsole(boardClock(100)), host: their };
  return whoseSsh(cause, [next], { a53, host: own, model }, signal);
};

const silent: RemoteHost = {
  connect: async (): Promise<RemoteShell> => Promise.reject(new ConnectionLostError('nobody answers')),
  [Symbol.asyncDispose]: async () => {},
};
const here = hostSaying({ serial: '15230201', boot: 'a', up: 20 });
const there = hostSaying({ serial: '15234911', boot: 'b', up: 900 });

test('SSH of two boards that is swapped is named by the board that has the address', async () => {
  for (const own of [silent, there])
    expect(await told(own, here)).toMatchObject({ fault: 'lab', message: expect.stringContaining('SSH of next leads to this board') });
});

test('an address that is that of another board by now names the board', async () => {
  expect(await told(there, there)).toMatchObject({ message: expect.stringContaining('SSH of this board leads to next') });
});

test('what no other board of the lab explains stays as it is', async () => {
  for (const [own, their] of [
    [silent, silent],
    [there, silent],
    [silent, there],
    [here, here],
  ] as const)
    expect(await told(own, their)).toBe(cause);
});
