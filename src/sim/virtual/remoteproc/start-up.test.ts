import { expect, test } from 'vitest';
import type { CoreActivity } from '../../../core/model-limit.ts';
import { boardClock, monotonicMs } from '../../../core/time.ts';
import { passStartUp } from './start-up.ts';

interface Told {
  readonly activity: CoreActivity;
  readonly cpuMs: number;
  readonly isThrough?: boolean;
}

/** A core that tells, each time it is asked, what `told` gives for that time. */
const core = (told: (asked: number) => Told) => {
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    hadItsChance: () => told(++asked).isThrough === true,
    get activity() {
      return told(asked).activity;
    },
    get progress() {
      return { instructions: 0, sleeps: 0, cpuMs: told(asked).cpuMs };
    },
  };
};

const clock = boardClock(100);
const { signal } = new AbortController();

test('a core that executes and gets nowhere has its 200 ms of the CPU, and the start goes on without it', async () => {
  const stuck = core((asked) => ({ activity: 'executing', cpuMs: 50 * asked }));
  await passStartUp(stuck, clock, signal);
  expect(stuck.asked).toBe(4);
});

test('a core that sleeps until a timer of its own does not hold up the start', async () => {
  const begun = monotonicMs();
  await passStartUp(
    core(() => ({ activity: 'waiting', cpuMs: 1 })),
    clock,
    signal,
  );
  expect(monotonicMs() - begun).toBeGreaterThanOrEqual(400);
});

test('a core that a busy host lets wait is waited for, however long that takes', async () => {
  const begun = monotonicMs();
  const late = core(() => ({ activity: 'executing', cpuMs: 1, isThrough: monotonicMs() - begun > 600 }));
  await passStartUp(late, clock, signal);
  expect(monotonicMs() - begun).toBeGreaterThan(600);
});

test('whoever ends the board ends the wait', async () => {
  const ending = new AbortController();
  const waiting = passStartUp(
    core(() => ({ activity: 'executing', cpuMs: 1 })),
    clock,
    ending.signal,
  );
  ending.abort(new Error('the power is off'));
  await expect(waiting).rejects.toThrow('the power is off');
});
