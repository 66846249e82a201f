import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DriverContext } from '../../core/driver.ts';
import { boardClock } from '../../core/time.ts';
import { rejection } from '../testing/rejection.ts';
import { tftpServer } from './tftp-server.ts';

const context: DriverContext = { board: 'b', clock: boardClock(), signal: new AbortController().signal, stateDir: '/nowhere' };

test('a file is put where the server gives it, readable for everybody, and taken away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-tftp-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const driver = tftpServer({ host: '10.0.0.2', folder, prefix: 'hil/' });
  expect(await driver.look!(context)).toBe(`gives ${folder}`);
  await using server = await driver.connect(context);
  expect(server).toMatchObject({ host: '10.0.0.2', board: 'dhcp' });
  expect(await server.put('x.bin', Buffer.from('one'))).toBe('hil/x.bin');
  await server.put('x.bin', Buffer.from('two'));
  expect(readFileSync(join(folder, 'x.bin'), 'utf8')).toBe('two');
  expect(statSync(join(folder, 'x.bin')).mode & 0o777).toBe(0o644);
  await server.remove('x.bin');
  await server.remove('x.bin');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that is not there is told before anything is touched', async () => {
  const driver = tftpServer({ host: '10.0.0.2', folder: '/nowhere/tftp' });
  expect(await rejection(driver.look!(context))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('nothing can be put into /nowhere/tftp'),
  });
  await using server = await driver.connect(context);
  expect(await rejection(server.put('x', Buffer.from('x')))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('cannot put a file'),
  });
});

test.each<[object, string]>([
  [{ host: 'tftp.lab', folder: '/srv/tftp' }, 'IPv4'],
  [{ host: '10.0.0.2', folder: 'tftp' }, 'absolute'],
  [{ host: '10.0.0.2', folder: '/srv/tftp', prefix: 'a b/' }, 'prefix'],
  [{ host: '10.0.0.2', folder: '/srv/tftp', board: { address: 'x' } }, 'board'],
])('%j is refused', (settings, word) => {
  const { schema } = tftpServer({ host: '10.0.0.2', folder: '/srv/tftp' });
  expect(JSON.stringify(schema.safeParse(settings).error?.issues)).toContain(word);
});
