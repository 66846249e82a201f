import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppendFile, type OpenTarget } from './append-file.ts';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'append-'));

/** A disk that takes a few bytes at a time and, as told, refuses. */
const pickyDisk = (takes: readonly number[]): { openTarget: OpenTarget; content: () => string } => {
  const taken: Buffer[] = [];
  const script = [...takes];
  return {
    content: () => Buffer.concat(taken).toString(),
    openTarget: async () => ({
      write: async (bytes) => {
        const count = Math.min(script.shift() ?? bytes.length, bytes.length);
        if (count === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        taken.push(Buffer.from(bytes.subarray(0, count)));
        return count;
      },
      sync: async () => {},
      close: async () => {},
    }),
  };
};

test('what was appended is in the file, in order, after a flush', async () => {
  const path = join(scratch(), 'log');
  const file = new AppendFile(path);
  file.append(Buffer.from('one '));
  file.append(Buffer.from('two'));
  await file.flush();
  expect(readFileSync(path, 'utf8')).toBe('one two');
  await file.close();
});

test('a disk that stutters and refuses for a while loses nothing and tears nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1 })), fc.array(fc.nat({ max: 5 }), { maxLength: 20 }), async (texts, takes) => {
      const disk = pickyDisk(takes);
      const file = new AppendFile('log', { openTarget: disk.openTarget });
      for (const text of texts) {
        file.append(Buffer.from(text));
        await file.flush();
      }
      for (let round = 0; round <= takes.length; round++) await file.flush();
      expect(disk.content()).toBe(texts.join(''));
    }),
  );
});

test.skipIf(!existsSync('/dev/full'))('a full disk is said once, in words', async () => {
  const path = join(scratch(), 'log');
  symlinkSync('/dev/full', path);
  const said: string[] = [];
  const file = new AppendFile(path, { onTrouble: (message) => said.push(message) });
  for (const text of ['one', 'two']) {
    file.append(Buffer.from(text));
    await file.flush();
  }
  await file.close();
  expect(said).toEqual([`cannot write ${path}: the disk is full; what is decided is kept in memory and capture goes on`]);
});

test('past the limit the essential outlives the rest, and a line that was begun is ended', async () => {
  const disk = pickyDisk([2, 0, 0]);
  const file = new AppendFile('log', { openTarget: disk.openTarget, limit: 20 });
  file.append(Buffer.from('begun\n'));
  await file.flush();
  for (const text of ['chatter-1\n', 'chatter-2\n']) file.append(Buffer.from(text));
  file.append(Buffer.from('verdict\n'), true);
  for (let round = 0; round < 3; round++) await file.flush();
  expect(disk.content()).toBe('begun\nverdict\n');
  expect(file.dropped).toBe(2);
});

test('a large file goes on in its next part between two entries, and another writer behind the last one', async () => {
  const path = join(scratch(), 'events.ndjson');
  const write = async (texts: readonly string[]): Promise<void> => {
    const file = new AppendFile(path, { partBytes: 10 });
    for (const text of texts) {
      file.append(Buffer.from(text));
      await file.flush();
    }
    await file.close();
  };
  await write(['one\n', 'two\n', 'three\n', 'four and a half\n', 'five\n']);
  await write(['six\n']);
  const parts = ['events.ndjson', 'events.2.ndjson', 'events.3.ndjson'].map((name) => readFileSync(join(path, '..', name), 'utf8'));
  expect(parts).toEqual(['one\ntwo\nthree\n', 'four and a half\n', 'five\nsix\n']);
});

test('an entry that the disk took half of ends in the part in which it began', async () => {
  const disk = pickyDisk([4, 0, 2, 0]);
  const opened: string[] = [];
  const file = new AppendFile('log.ndjson', {
    partBytes: 3,
    openTarget: (path) => {
      opened.push(path);
      return disk.openTarget(path);
    },
  });
  file.append(Buffer.from('a long line\n'));
  for (let round = 0; round < 3; round++) await file.flush();
  expect(opened).toEqual(['log.ndjson']);
  file.append(Buffer.from('next\n'));
  await file.flush();
  expect(opened).toEqual(['log.ndjson', 'log.2.ndjson']);
  expect(disk.content()).toBe('a long line\nnext\n');
});

test('the next part does not wait until the disk keeps the one before; the end does', async () => {
  const kept: (() => void)[] = [];
  const written: string[] = [];
  const file = new AppendFile('log.ndjson', {
    partBytes: 1,
    openTarget: async () => ({
      write: async (bytes) => {
        written.push(Buffer.from(bytes).toString());
        return bytes.length;
      },
      sync: () => new Promise((resolve) => kept.push(resolve)),
      close: async () => {},
    }),
  });
  for (const text of ['one', 'two', 'three']) {
    file.append(Buffer.from(text));
    await file.flush();
  }
  expect(written).toEqual(['one', 'two', 'three']);
  let isClosed = false;
  const closing = file.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(kept).toHaveLength(3);
  expect(isClosed).toBe(false);
  for (const keep of kept) keep();
  await closing;
});
