import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { RemoteHost } from '../../core/shell.ts';
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
