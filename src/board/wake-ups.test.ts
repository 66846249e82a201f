import { expect, test, vi } from 'vitest';
import { monotonicMs } from '../core/time.ts';
import { WakeUps } from './wake-ups.ts';

/** Nothing runs meanwhile, as in a process that is stopped. */
const stopped = (ms: number): void => {
  const until = monotonicMs() + ms;
  while (monotonicMs() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

test('the time in which this program did not run is noticed by whoever looks first, once', () => {
  const gaps: number[] = [];
  using wakeUps = new WakeUps((ms) => gaps.push(ms));
  stopped(1500);
  const at = wakeUps.look();
  expect(monotonicMs() - at).toBeLessThan(1000);
  expect(wakeUps.look()).toBe(at);
  expect(gaps).toEqual([expect.any(Number)]);
  expect(gaps[0]).toBeGreaterThan(1000);
});

test('a host that slept shows on the wall clock alone', () => {
  const gaps: number[] = [];
  using wakeUps = new WakeUps((ms) => gaps.push(ms));
  const now = Date.now();
  const wall = vi.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
  try {
    expect(wakeUps.look()).toBeGreaterThan(0);
  } finally {
    wall.mockRestore();
  }
  expect(gaps[0]).toBeGreaterThan(3_500_000);
});
