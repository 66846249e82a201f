import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { JournalWriter } from './journal-writer.ts';
import { partOf, partPath } from './parts.ts';
import { readJournal, segmentsBelow, streamJournal } from './read-journal.ts';

const scratch = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const received = (text: string | Uint8Array): { readonly type: 'console.received'; readonly console: 'a53'; readonly bytes: string } => ({
  type: 'console.received',
  console: 'a53',
  bytes: Buffer.from(text as Uint8Array).toString('base64'),
});

test.for(['/runs/a.b/events.ndjson', '/runs/2.5/a53.log', 'run.ndjson'])('%s and its parts are known by their names', (path) => {
  expect(partPath(path, 1)).toBe(path);
  expect([1, 2, 17].map((part) => partOf(partPath(path, part)))).toEqual([1, 2, 17].map((part) => ({ first: path, part })));
});

test('events come back in order over more parts than ten, also where all have the same time', async () => {
  const dir = scratch();
  const writer = new JournalWriter({ dir, name: 'events', board: 'one', partBytes: 500, now: () => 7 });
  const other = new JournalWriter({ dir, name: 'run', now: () => 8 });
  other.append({ type: 'run.finished', exitCode: 0 });
  for (let count = 0; count < 100; count++) {
    writer.append({ type: 'scenario.step', scenario: 'long', text: `step ${count}` });
    await writer.flush();
  }
  await Promise.all([writer.close(), other.close()]);

  const parts = segmentsBelow(dir).filter((path) => path.includes('events'));
  expect(parts.length).toBeGreaterThan(10);
  expect(parts.slice(0, 2)).toEqual([join(dir, 'events.ndjson'), join(dir, 'events.2.ndjson')]);
  const events = await readJournal(dir);
  expect(events.map(({ seq }) => seq)).toEqual([...Array.from({ length: 100 }, (_, seq) => seq), 0]);
});

test('the raw log of a console is the bytes of its parts, one after another', async () => {
  const dir = scratch();
  const writer = new JournalWriter({ dir, name: 'events', partBytes: 1000 });
  const noise = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let count = 0; count < 40; count++) {
    writer.append(received(noise));
    await writer.flush();
  }
  await writer.close();
  const parts = Array.from({ length: readdirSync(dir).filter((name) => name.startsWith('a53')).length }, (_, index) =>
    partPath(join(dir, 'a53.log'), index + 1),
  );
  expect(parts.length).toBe(10);
  expect(Buffer.concat(parts.map((path) => readFileSync(path)))).toEqual(Buffer.concat(Array.from({ length: 40 }, () => noise)));
});

// A pipe that nobody reads is a disk that does not answer: opening it blocks a thread for as long as it is there.
test('a disk that does not answer keeps nobody from the end, and somebody is told', async () => {
  const dir = scratch();
  const pipe = join(dir, 'events.ndjson');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const said: string[] = [];
  const events: LabEvent[] = [];
  const writer = new JournalWriter({
    dir,
    name: 'events',
    closeWithin: '100ms',
    onTrouble: (message) => said.push(message),
    onEvent: (event) => events.push(event),
  });
  writer.append({ type: 'fault.injected', name: 'slow disk' });
  void writer.flush();
  for (let count = 0; count < 1000; count++) writer.append(received(`line ${count}\r\n`));
  writer.append({ type: 'fault.injected', name: 'still there' });
  expect(events.filter(({ type }) => type === 'fault.injected')).toHaveLength(2);
  await writer.close();
  expect(said).toEqual([`${pipe} could not be closed: the disk does not answer`]);
  expect(readFileSync(join(dir, 'a53.log'), 'utf8')).toMatch(/^line 0\r\n[\s\S]*line 999\r\n$/);
  // Lets the thread go.
  closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
});

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

const heldBytes = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

test('memory stays flat while a console of many parts is written and read', async () => {
  const dir = scratch();
  const writer = new JournalWriter({ dir, name: 'events', partBytes: 4 * 1024 * 1024 });
  const chunk = Buffer.alloc(4096, 'imx-sdma 30bd0000.dma-controller: ready\r\n');
  // 48 MiB are nine minutes of a UART at 921600 baud, and far more than anything here may hold on to.
  const write = async (megabytes: number): Promise<void> => {
    for (let count = 0; count < megabytes * 256; count++) {
      writer.append(received(chunk));
      if (count % 16 === 15) await writer.flush();
    }
  };
  await write(4);
  const before = heldBytes();
  await write(48);
  expect(heldBytes() - before).toBeLessThan(12 * 1024 * 1024);
  await writer.close();

  const began = heldBytes();
  let bytes = 0;
  let most = 0;
  let count = 0;
  for await (const event of streamJournal(dir, { consoles: true })) {
    if (event.type === 'console.received') bytes += Buffer.byteLength(event.bytes, 'base64');
    if (count++ % 2000 === 0) most = Math.max(most, heldBytes() - began);
  }
  expect(bytes).toBe(52 * 1024 * 1024);
  expect(most).toBeLessThan(12 * 1024 * 1024);
});
