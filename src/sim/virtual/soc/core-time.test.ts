import { expect, test } from 'vitest';
import { boardClock, type Clock } from '../../../core/time.ts';
import { CoreTime } from './core-time.ts';
import { HostShare } from './host-share.ts';
import { openBench, until } from './testing/bench.ts';
import { image, printer, wfi } from './testing/thumb.ts';

const handClock = (speed = 10): Clock & { at: number } => ({
  ...boardClock(speed),
  at: 1000,
  now() {
    return this.at;
  },
});

const ms = 1e6;

test('time that a busy core was not executed counts as far as it paid for it with its share of the host', () => {
  const clock = handClock();
  const time = new CoreTime(clock);
  clock.at += 100;
  time.endRun(time.ofBoard, true, 4);
  time.now = time.ofBoard;
  expect(time.givenSince(1000, true)).toBe(40);
  clock.at += 100;
  time.endRun(time.ofBoard, false, 0);
  time.now = time.ofBoard;
  expect(time.givenSince(1000, true)).toBe(140);
  expect(time.givenSince(1100, true)).toBe(100);
});

test('what a busy core is carried over by an access of an A53 is settled by its next run', () => {
  const clock = handClock();
  const time = new CoreTime(clock);
  clock.at += 50;
  time.now = time.catchUp(true);
  expect(time.givenSince(1000, true)).toBe(0);
  time.endRun(time.ofBoard, true, 3);
  expect(time.givenSince(1000, true)).toBe(30);
});

test('a core that has come no further than its last run was given no more, and one without work all of it', () => {
  const clock = handClock();
  const time = new CoreTime(clock);
  time.now = 20 * ms;
  clock.at += 500;
  expect(time.givenSince(1000, true)).toBe(20);
  expect(time.givenSince(1000, false)).toBe(500);
});

test('losses of hours are kept as few, and never as less than they were', () => {
  const clock = handClock();
  const time = new CoreTime(clock);
  for (let count = 0; count < 5000; count++) {
    clock.at += 10;
    time.endRun(time.ofBoard, true, 0.5);
    time.now = time.ofBoard;
  }
  expect(time.givenSince(1000, true)).toBe(25_000);
  for (const back of [15, 100, 1000, 20_000]) expect(time.givenSince(clock.at - back, true)).toBeLessThanOrEqual(back / 2 + 5);
});

test('a host that gives the CPU to others in the middle of a run takes nothing from the share of the core', () => {
  const host = new HostShare();
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  const coveredMs = host.spend(() => void Atomics.wait(asleep, 0, 0, 300));
  expect(host.hasCredit).toBe(true);
  expect(coveredMs).toBeGreaterThan(0);
});

test('a board whose process stood still has given its core next to nothing of that time', async () => {
  let stood = 0;
  const running = boardClock(10);
  const clock: Clock = { ...running, now: () => running.now() + stood };
  const { soc, heard } = openBench({ clock });
  soc.cpuWrite(0x7e_0000, image(0, 0x2000_8000, printer('A')));
  const since = clock.now();
  soc.release();
  await until(() => heard() === 'A');
  stood = 600_000;
  await until(() => soc.m7.givenSince(since) > 0);
  expect(soc.m7.givenSince(since)).toBeLessThan(300_000);
  const later = clock.now();
  await until(() => soc.m7.givenSince(later) > 100);
  soc.powerOff();
});

test('a core that sleeps with nothing to wake it is given all time', async () => {
  const clock = boardClock(10);
  const { soc, heard } = openBench({ clock });
  soc.cpuWrite(0x7e_0000, image(0, 0x2000_8000, printer('W', wfi)));
  soc.release();
  await until(() => heard() === 'W' && soc.activity === 'waiting');
  const since = clock.now();
  await until(() => soc.m7.givenSince(since) > 1000);
  expect(soc.m7.givenSince(since)).toBeLessThanOrEqual(clock.now() - since);
  soc.powerOff();
});
