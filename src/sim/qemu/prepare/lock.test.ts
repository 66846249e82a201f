import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockCache } from './lock.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'qemu-lock-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const noOther = (): never => expect.unreachable('nobody else holds the lock');

test('a second one says that it waits, and goes on once the first is done', async () => {
  const order: string[] = [];
  const first = await lockCache(cache, noOther);
  let second: Promise<AsyncDisposable> | undefined;
  await new Promise<void>((resolve) => {
    second = lockCache(cache, () => {
      order.push('waits');
      resolve();
    });
  });
  order.push('first done');
  await first[Symbol.asyncDispose]();
  const held = await second!;
  order.push('second locked');
  await held[Symbol.asyncDispose]();
  expect(order).toEqual(['waits', 'first done', 'second locked']);
});

test('a lock that was given back can be had again', async () => {
  for (let time = 0; time < 2; time += 1) await (await lockCache(cache, noOther))[Symbol.asyncDispose]();
});

test('a folder that cannot be made is an error, not a wait', async () => {
  writeFileSync(join(cache, 'file'), '');
  await expect(lockCache(join(cache, 'file/below'), noOther)).rejects.toThrow();
});
