import { expect, test } from 'vitest';
import type { Shell } from '../../core/shell.ts';
import { listensForSsh } from './listening.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const rest = '00000000:00000000 00:00000000 00000000     0        0 18211 1 0000000000000000 100 0 0 10 0\n';
const answering = (stdout: string): Shell => ({
  via: 'serial',
  run: async () => ({ exitCode: 0, stdout, stderr: '', durationMs: 1 }),
  [Symbol.asyncDispose]: async () => {},
});

test.each([
  ['an sshd of its own', `${head}   0: 00000000:0016 00000000:0000 0A ${rest}`, true],
  [
    'a socket of systemd for both families',
    `${head}${head}   3: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A ${rest}`,
    true,
  ],
  ['only somebody who is logged in still', `${head}   0: 0200A8C0:0016 0100A8C0:D1F2 01 ${rest}`, false],
  ['something else', `${head}   0: 0100007F:0050 00000000:0000 0A ${rest}`, false],
  ['nobody', head, false],
])('%s', async (_, sockets, expected) => {
  expect(await listensForSsh(answering(sockets), new AbortController().signal)).toBe(expected);
});
