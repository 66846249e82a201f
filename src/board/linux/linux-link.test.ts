import { once } from 'node:events';
import { expect, test } from 'vitest';
import { PortError } from '../../core/errors.ts';
import type { RemoteHost } from '../../core/shell.ts';
import { hostSaying } from '../health/testing/host-saying.ts';
import { LinuxLink } from './linux-link.ts';

test('an attempt that is under way ends with the link, so that nothing keeps the process alive', async () => {
  let ended: unknown;
  const host: Pick<RemoteHost, 'connect'> & AsyncDisposable = {
    async connect({ signal }) {
      await once(signal!, 'abort');
      ended = signal!.reason;
      throw ended;
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const link = new LinuxLink({ host: host as RemoteHost, emit: () => {}, onKmsg: () => {} });
  const opening = link.shell('10s', new AbortController().signal);
  // The attempt begins in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
  await link[Symbol.asyncDispose]();
  await expect(opening).rejects.toThrow('the connection was closed');
  expect(ended).toBeInstanceOf(Error);
});

test('a link that was closed opens no further connection', async () => {
  let connects = 0;
  const host: Pick<RemoteHost, 'connect'> & AsyncDisposable = {
    async connect() {
      connects++;
      throw new Error('nobody is there');
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const link = new LinuxLink({ host: host as RemoteHost, emit: () => {}, onKmsg: () => {} });
  await link[Symbol.asyncDispose]();
  await expect(link.shell('10s', new AbortController().signal)).rejects.toThrow('the connection was closed');
  expect(connects).toBe(0);
});

test('the host key of a board is pinned once it is admitted, and never before', async () => {
  const { signal } = new AbortController();
  for (const known of [undefined, 'SHA256:known']) {
    let pinned: string | undefined = known;
    const host: RemoteHost = {
      ...hostSaying({ serial: '15234911', boot: 'b', up: 20 }),
      hostKeys: {
        isFixed: false,
        pinned: async () => pinned,
        presented: async () => 'SHA256:new',
        trust: async () => {},
        keep: async () => {
          pinned ??= 'SHA256:new';
        },
        forget: async () => {
          pinned = undefined;
        },
      },
    };
    const link = new LinuxLink({ host, emit: () => {}, onKmsg: () => {} });
    let seen = [pinned];
    link.admitBy(async () => {
      seen = [...seen, pinned];
      throw new PortError('SSH leads to another board than the console');
    });
    await expect(link.shell('1s', signal)).rejects.toThrow('another board');
    expect([...seen, pinned]).toEqual([known, known, known]);
    link.admitBy(async () => {});
    // The other side of this one cannot be followed.
    await link.shell('1s', signal).catch(() => {});
    expect(pinned).toBe(known ?? 'SHA256:new');
    await link[Symbol.asyncDispose]();
  }
});
