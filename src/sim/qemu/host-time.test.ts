import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { monotonicMs } from '../../core/time.ts';
import { HostTime } from './host-time.ts';

let proc: string;
let time: HostTime;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'hil-proc-'));
  time = new HostTime(proc);
});
afterEach(() => {
  time.release();
  rmSync(proc, { recursive: true });
});

const thread = (pid: number, id: number, name: string, waitedMs: number): void => {
  const folder = join(proc, String(pid), 'task', String(id));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'comm'), `${name}\n`);
  writeFileSync(join(folder, 'schedstat'), `5000000 ${waitedMs * 1e6} 17\n`);
};

// Long enough ago for everything that the threads of a test wait.
const begin = (): number => monotonicMs() - 60_000;

test('of the threads of the A53 the one that waited longest counts, and the M7 has its own', () => {
  thread(7, 8, 'CPU 0/TCG', 3000);
  thread(7, 9, 'CPU 1/TCG', 5000);
  thread(7, 7, 'qemu-system-aar', 100);
  thread(7, 12, 'CPU 4/TCG', 20_000);
  time.follow(7);
  expect([time.lostSince('board', begin()), time.lostSince('m7', begin())]).toEqual([5000, 20_000]);
});

test('what was lost before is not lost again, nor by who asks for less', () => {
  thread(7, 8, 'CPU 0/TCG', 3000);
  time.follow(7);
  time.lostSince('board', begin());
  thread(7, 8, 'CPU 0/TCG', 4000);
  expect(time.lostSince('board', begin())).toBe(4000);
  expect(time.lostSince('board', monotonicMs() + 1)).toBe(0);
});

test('a board that is switched off and on lost what it lost in both lives', () => {
  thread(7, 8, 'CPU 0/TCG', 3000);
  time.follow(7);
  time.lostSince('board', begin());
  thread(9, 10, 'CPU 0/TCG', 1000);
  time.follow(9);
  expect(time.lostSince('board', begin())).toBe(4000);
});

test('a process that is gone, and a kernel that does not count, take nothing', () => {
  time.follow(7);
  expect(time.lostSince('board', begin())).toBe(0);
  mkdirSync(join(proc, '8', 'task', '8'), { recursive: true });
  time.follow(8);
  expect(time.lostSince('board', begin())).toBe(0);
});
