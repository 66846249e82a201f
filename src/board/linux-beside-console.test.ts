import { expect, test } from 'vitest';
import { ConnectionLostError } from '../core/errors.ts';
import type { HostKeys, RemoteHost, RemoteShell } from '../core/shell.ts';
import { boardClock } from '../core/time.ts';
import { hostSaying } from './health/testing/host-saying.ts';
import { answersBeside, type BesideConsoleParts, linuxBesideConsole } from './linux-beside-console.ts';

const board = { serial: '15230201' };
const own = hostSaying({ serial: '15230201', boot: 'a', up: 20 });
const other = hostSaying({ serial: '15234911', boot: 'b', up: 20 });

/** Counts the connections that it has made and that are closed. */
const counted = (host: RemoteHost, hostKeys?: HostKeys) => {
  const connections = { made: 0, closed: 0 };
  const connect = async (options: { readonly within: '5s' }): Promise<RemoteShell> => {
    connections.made++;
    return { ...(await host.connect(options)), [Symbol.asyncDispose]: async () => void connections.closed++ };
  };
  const counting = { connect, ...(hostKeys ? { hostKeys } : {}), [Symbol.asyncDispose]: async () => {} } as RemoteHost;
  return { connections, host: counting };
};

const linkTo = (run: () => Promise<unknown>) => {
  const state = { closed: 0 };
  const open = { run, [Symbol.asyncDispose]: async () => void state.closed++ } as unknown as RemoteShell;
  return { link: { open }, state };
};

const asked = (parts: Partial<BesideConsoleParts>, { serial }: { readonly serial: string | undefined } = board): Promise<RemoteShell> =>
  linuxBesideConsole({ link: undefined, host: undefined, clock: boardClock(100), ...parts }, { serial })(
    '5s',
    new AbortController().signal,
  );

test('Linux with the serial number of this board is let in, and ends with who asked for it', async () => {
  const { connections, host } = counted(own);
  {
    await using shell = await asked({ host });
    expect((await shell.run('id')).stdout).toContain('15230201');
    expect(connections).toEqual({ made: 1, closed: 0 });
  }
  expect(connections).toEqual({ made: 1, closed: 1 });
});

test.each([
  ['another board', other, board.serial, 'serial number 15234911; that of this board is 15230201'],
  ['a board that nobody knows yet', own, undefined, 'that of this board is unknown'],
])('%s is refused, and its connection closed', async (_, behind, serial, message) => {
  const { connections, host } = counted(behind);
  await expect(asked({ host }, { serial })).rejects.toMatchObject({ fault: 'lab', message: expect.stringContaining(message) });
  expect(connections).toEqual({ made: 1, closed: 1 });
});

test('a connection that is open and answers is used, and stays open', async () => {
  const { connections, host } = counted(own);
  const { link, state } = linkTo(async () => ({ exitCode: 0, stdout: 'here', stderr: '', durationMs: 1 }));
  {
    await using shell = await asked({ host, link });
    expect((await shell.run('id')).stdout).toBe('here');
  }
  expect(state.closed).toBe(0);
  expect(connections.made).toBe(0);
});

test('where nobody is at its other end any more, a new one is made', async () => {
  const { connections, host } = counted(own);
  const { link, state } = linkTo(() => Promise.reject(new ConnectionLostError('gone')));
  await using shell = await asked({ host, link });
  expect((await shell.run('id')).stdout).toContain('15230201');
  expect(connections.made).toBe(1);
  expect(state.closed).toBe(0);
});

test.each([
  [undefined, 1],
  ['SHA256:known', 0],
])('a host key that was %s before is forgotten %i times', async (pinned, times) => {
  let forgotten = 0;
  const hostKeys = { pinned: async () => pinned, forget: async () => void forgotten++ } as unknown as HostKeys;
  for (const behind of [own, other]) await asked({ host: counted(behind, hostKeys).host }).catch(() => undefined);
  expect(forgotten).toBe(2 * times);
});

test('whether Linux answers is told without an error', async () => {
  const within = async (linux: () => Promise<RemoteShell>): Promise<boolean> => answersBeside(linux, new AbortController().signal);
  const { connections, host } = counted(own);
  expect(await within(() => asked({ host }))).toBe(true);
  expect(connections.closed).toBe(1);
  expect(await within(() => asked({ host: other }))).toBe(false);
});

test('a board without SSH has no other way', async () => {
  await expect(asked({})).rejects.toMatchObject({ message: 'this board has no SSH' });
});
