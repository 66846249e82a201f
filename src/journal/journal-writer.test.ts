import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { literalSecret } from '../core/secret.ts';
import { JournalWriter } from './journal-writer.ts';
import { readJournal } from './read-journal.ts';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'journal-'));
const base64 = (text: string | Uint8Array): string => Buffer.from(text as Uint8Array).toString('base64');
const received = (text: string | Uint8Array, console: 'a53' | 'm7' = 'a53') =>
  ({ type: 'console.received', console, bytes: base64(text) }) as const;
const textOf = (events: readonly LabEvent[]): string =>
  Buffer.concat(events.flatMap((event) => (event.type === 'console.received' ? [Buffer.from(event.bytes, 'base64')] : []))).toString();

test('events come back with their number, time and board', async () => {
  const dir = scratch();
  let now = 5;
  const writer = new JournalWriter({ dir, name: 'board', board: 'virtual', now: () => now++ });
  writer.append({ type: 'power.switched', state: 'on', driver: 'shelly' });
  writer.append({ type: 'fault.injected', name: 'late panic' });
  await writer.close();
  expect(await readJournal(dir)).toEqual([
    { seq: 0, at: 5, board: 'virtual', type: 'power.switched', state: 'on', driver: 'shelly' },
    { seq: 1, at: 6, board: 'virtual', type: 'fault.injected', name: 'late panic' },
  ]);
});

test('bytes stand before what was concluded from them, with the time at which they began', async () => {
  const dir = scratch();
  let now = 0;
  const writer = new JournalWriter({ dir, name: 'board', now: () => now++ });
  writer.append(received('U-Boot '));
  writer.append(received('hello', 'm7'));
  writer.append(received('SPL'));
  writer.append({ type: 'power.proven', silentMs: 2000 });
  await writer.close();
  const events = await readJournal(dir, { consoles: true });
  expect(events.map((event) => [event.type, event.at])).toEqual([
    ['console.received', 0],
    ['console.received', 1],
    ['power.proven', 2],
  ]);
  expect(textOf(events.slice(0, 1))).toBe('U-Boot SPL');
});

test('raw logs hold the exact bytes', async () => {
  const dir = scratch();
  const noise = Uint8Array.from({ length: 600 }, (_, index) => index % 256);
  const writer = new JournalWriter({ dir, name: 'board' });
  writer.append(received(noise));
  writer.append(received('m7 says\r\n', 'm7'));
  writer.append({ type: 'kmsg.received', line: '6,1,2,-;booting' });
  await writer.close();
  expect(readFileSync(join(dir, 'a53.log'))).toEqual(Buffer.from(noise));
  expect(readFileSync(join(dir, 'm7.log'), 'utf8')).toBe('m7 says\r\n');
  expect(readFileSync(join(dir, 'kmsg.log'), 'utf8')).toBe('6,1,2,-;booting\n');
});

test('a secret does not get through, however the console is cut into chunks', async () => {
  const password = literalSecret('password', 'geheim-ü"1').reveal();
  const text = `login: torizon\r\n${password}\r\ngeheim-ü is only the beginning of it, ${password}${password} geh`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), async (sizes) => {
      const dir = scratch();
      const writer = new JournalWriter({ dir, name: 'board' });
      const bytes = Buffer.from(text);
      for (let start = 0, index = 0; start < bytes.length; index++) {
        const size = sizes[index % sizes.length]!;
        writer.append(received(bytes.subarray(start, start + size)));
        start += size;
      }
      writer.append({ type: 'kmsg.received', line: `sudo ${password}` });
      await writer.close();
      const expected = text.replaceAll(password, '[secret]');
      expect(readFileSync(join(dir, 'a53.log'), 'utf8')).toBe(expected);
      expect(textOf(await readJournal(dir, { consoles: true }))).toBe(expected);
      expect(readFileSync(writer.path, 'utf8')).toContain('sudo [secret]');
      expect(readFileSync(join(dir, 'kmsg.log'), 'utf8')).toBe('sudo [secret]\n');
    }),
    { numRuns: 30 },
  );
});

test('a password that is an ordinary word is hidden where it was typed, and the word is kept elsewhere, however the console is cut', async () => {
  literalSecret('LAB_PASSWORD', 'torizon').reveal();
  const before = 'verdin login: torizon\r\n';
  const echo = 'torizon\r\nPassword: ';
  const after = 'Welcome to torizon\r\n\r\n\r\nLAB_PASSWORD=torizon\r\ntorizon@verdin:~$ whoami\r\ntorizon\r\n';
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (sizes) => {
      const dir = scratch();
      const writer = new JournalWriter({ dir, name: 'board' });
      const said = (text: string): void => {
        const bytes = Buffer.from(text);
        for (let start = 0, index = 0; start < bytes.length; index++) {
          const size = sizes[index % sizes.length]!;
          writer.append(received(bytes.subarray(start, start + size)));
          start += size;
        }
      };
      said(before);
      writer.append({ type: 'console.sent', console: 'a53', bytes: base64('[secret]\n') });
      said(echo);
      said(after);
      await writer.close();
      const expected = `${before}[secret]\r\nPassword: ${after.replace('to torizon\r', 'to [secret]\r').replace('=torizon', '=[secret]')}`;
      expect(readFileSync(join(dir, 'a53.log'), 'utf8')).toBe(expected);
    }),
    { numRuns: 30 },
  );
});

test('what is buffered reaches the file by itself', async () => {
  const dir = scratch();
  const writer = new JournalWriter({ dir, name: 'board' });
  writer.append(received('nobody closes this'));
  await expect.poll(() => existsSync(join(dir, 'a53.log')) && readFileSync(join(dir, 'a53.log'), 'utf8')).toBe('nobody closes this');
  await expect.poll(async () => textOf(await readJournal(dir, { consoles: true }))).toBe('nobody closes this');
  await writer.close();
});

test('half a line of a writer that was killed does not spoil the next one', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'board.ndjson'), '{"seq":0,"at":1,"boa');
  const writer = new JournalWriter({ dir, name: 'board', now: () => 2 });
  writer.append({ type: 'fault.injected', name: 'freeze' });
  await writer.close();
  expect(await readJournal(dir)).toEqual([{ seq: 0, at: 2, board: '', type: 'fault.injected', name: 'freeze' }]);
});

test.skipIf(!existsSync('/dev/full'))('on a full disk events still count and are handed over, and it is said once', async () => {
  const dir = scratch();
  for (const file of ['board.ndjson', 'a53.log']) symlinkSync('/dev/full', join(dir, file));
  const said: string[] = [];
  const live: LabEvent[] = [];
  const writer = new JournalWriter({
    dir,
    name: 'board',
    onTrouble: (message) => said.push(message),
    onEvent: (event) => live.push(event),
  });
  writer.append(received('still captured\n'));
  writer.append({ type: 'scenario.finished', scenario: 's', result: { id: 's', verdict: 'passed', errors: [], durationMs: 1 } });
  await writer.flush();
  await writer.close();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/the disk is full/);
  expect(writer.count).toBe(2);
  expect(live.map(({ type }) => type)).toEqual(['console.received', 'scenario.finished']);
});

test('a folder that cannot be made is said, not thrown', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'file'), '');
  const said: string[] = [];
  const writer = new JournalWriter({ dir: join(dir, 'file', 'below'), name: 'board', onTrouble: (message) => said.push(message) });
  writer.append({ type: 'fault.injected', name: 'freeze' });
  await writer.close();
  expect(said).toHaveLength(1);
});
