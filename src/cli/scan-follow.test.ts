import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openPty } from '../drivers/testing/pty.ts';
import { follow } from './scan-follow.ts';

const dir = mkdtempSync(join(tmpdir(), 'hil-follow-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** What comes from the source until `text` is there. */
const followed = (source: string): { text(): string; seen(text: string): Promise<void>; stop(): Promise<void> } => {
  const end = new AbortController();
  let all = '';
  let look = (): void => {};
  const chunk = (bytes: Uint8Array): void => {
    all += Buffer.from(bytes).toString();
    look();
  };
  const done = follow(source, process.stdin, undefined, { chunk, idle: () => {} }, end.signal);
  const seen = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => all.includes(text) && resolve();
      done.catch(reject);
      look();
    });
  const stop = async (): Promise<void> => {
    end.abort();
    await done;
  };
  return { text: () => all, seen, stop };
};

test('a file is read on while it grows, and from its beginning when it is rotated', async () => {
  const file = join(dir, 'a.log');
  writeFileSync(file, 'one\n');
  const log = followed(file);
  await log.seen('one');
  appendFileSync(file, 'two\n');
  await log.seen('two');
  writeFileSync(join(dir, 'b.log'), 'three\n');
  renameSync(join(dir, 'b.log'), file);
  await log.seen('three');
  await log.stop();
  expect(log.text()).toBe('one\ntwo\nthree\n');
});

test('a serial port', async () => {
  await using pty = await openPty();
  const log = followed(pty.path);
  // What comes before the port is open is nobody's.
  const speaking = setInterval(() => pty.input.write('from the wire\n'), 50);
  await log.seen('from the wire');
  clearInterval(speaking);
  await log.stop();
});

test('a TCP address, whose end is told', async () => {
  const server = createServer((socket) => socket.write('from ser2net\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const log = followed(`tcp://127.0.0.1:${port}`);
  await log.seen('from ser2net');
  await log.stop();
  server.close();
  await expect(followed('ftp://x:1').seen('x')).rejects.toThrow('is no source');
  await expect(followed(join(dir, 'none.log')).seen('x')).rejects.toThrow('ENOENT');
});
