import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isOwnUser } from './own-user.ts';
import { serveRelay } from './relay-server.ts';

const uid = process.getuid?.() ?? 0;
const line = (owner: number, inode: number): string =>
  `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n` +
  `   0: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 ${owner}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n` +
  `   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 ${uid}        0 99 1 0000000000000000 20 4 30 10 -1\n`;
const socket = { remotePort: 0xc350, localPort: 0x1f90 };

test('the kernel says whose the other end is', () => {
  expect(isOwnUser(socket, () => line(uid, 7))).toBe(true);
  expect(isOwnUser(socket, () => line(0, 7))).toBe(true);
  expect(isOwnUser(socket, () => line(uid + 4711, 7))).toBe(false);
  expect(isOwnUser(socket, () => line(0, 0))).toBe(false);
  expect(isOwnUser(socket, () => '')).toBe(false);
  expect(isOwnUser(socket, () => undefined)).toBe(true);
  const readings = ['', '', line(uid, 7)];
  expect(isOwnUser(socket, () => readings.shift())).toBe(true);
});

// Not fetch: of a connection that is reset at once it says nothing in Node 20.
const ask = `require('node:http').get(process.argv[1], ({ statusCode }) => console.log(statusCode)).on('error', () => console.log('refused'))`;

test.skipIf(uid !== 0)('another user cannot switch the power', async () => {
  let isOn = false;
  await using relay = await serveRelay({
    switched: (on) => {
      isOn = on;
      return true;
    },
  });
  const url = `http://127.0.0.1:${relay.address.port}/rpc/Switch.Set?id=0&on=true`;
  const answer = async (as: number): Promise<string> => {
    const child = spawn(process.execPath, ['-e', ask, url], { uid: as, gid: as, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return said.trim() || `nothing, and ended with ${code ?? signal}`;
  };
  expect(await answer(65_534)).toBe('refused');
  expect(isOn).toBe(false);
  expect(await answer(0)).toBe('200');
  expect(isOn).toBe(true);
});
