import { setTimeout as wait } from 'node:timers/promises';
import { expect, scenario } from 'verdin-hil';
import { vi } from 'vitest';

const holds = (): void => expect(1).toBe(1);
const isTwo = (value: number): void => expect(value).toBe(2);

// Behind the last of them nothing goes on, so that each of these is waited for, or told, at the end of the file.
scenario('holds soon', {}, () => {
  holds();
  setTimeout(() => isTwo(2), 400);
});

scenario('fails soon', {}, () => {
  holds();
  setTimeout(() => isTwo(3), 500);
});

scenario('fails soon behind a promise', {}, () => {
  holds();
  void wait(600).then(() => isTwo(4));
});

scenario('is not reached', {}, () => {
  holds();
  setTimeout(() => expect('late').toBe('later'), 3_600_000);
});

scenario('is not reached in an interval', {}, () => {
  holds();
  setInterval(() => expect('late').toBe('later'), 3_600_000);
});

scenario('has timers that assert nothing', {}, async () => {
  holds();
  setTimeout(() => {}, 3_600_000);
  setInterval(() => {}, 20);
  void Promise.race([wait(1), wait(3_600_000, undefined, { ref: false })]);
  await vi.waitFor(holds, { timeout: 3_600_000 });
  await expect.poll(() => 1, { timeout: 3_600_000 }).toBe(1);
});

scenario('has a guard that is not cleared', {}, () => {
  holds();
  setTimeout(() => expect.unreachable('too late'), 3_600_000);
});

scenario('has cleared its timers', {}, () => {
  holds();
  clearTimeout(setTimeout(() => isTwo(5), 300));
  clearInterval(setInterval(() => expect(1).toBe(2), 3_600_000));
});

scenario('has let its timer go', {}, () => {
  holds();
  setTimeout(() => expect('late').toBe('later'), 3_600_000).unref();
});

scenario('has a guard that throws when nobody waits any more', {}, () => {
  holds();
  setTimeout(() => {
    throw new Error('too late');
  }, 3500);
});
