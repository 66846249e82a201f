import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { deferred } from '../deferred.ts';
import { SpinWatch } from './spin-watch.ts';

/** A process whose processor time passes a second at each look. */
const watched = ({ answers, perLook = 1000 }: { answers: boolean; perLook?: number }) => {
  let looks = 0;
  let asked = 0;
  const { promise: spun, resolve } = deferred<void>();
  const watch = new SpinWatch({
    pid: 1,
    askEveryMs: 1,
    usedMs: () => looks++ * perLook,
    ask: () => {
      asked++;
      if (answers) queueMicrotask(() => watch.heard());
    },
    onSpin: resolve,
  });
  return { watch, spun, looks: () => looks, asked: () => asked };
};

test('a process that computes and never answers spins', async () => {
  const { watch, spun, asked } = watched({ answers: false });
  await spun;
  expect(watch.hasSpun).toBe(true);
  expect(asked()).toBe(1);
});

test('one that answers, and one that gets no processor time, do not', async () => {
  for (const kind of [{ answers: true }, { answers: false, perLook: 0 }]) {
    const { watch, looks } = watched(kind);
    await expect.poll(looks).toBeGreaterThan(100);
    watch[Symbol.dispose]();
    expect(watch.hasSpun).toBe(false);
  }
});

test('a real process that spins uses processor time until it is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  const { promise: spun, resolve } = deferred<void>();
  using watch = new SpinWatch({ pid: child.pid, ask: () => {}, onSpin: resolve, askEveryMs: 20, mostMs: 50 });
  await spun;
  expect(watch.hasSpun).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('one that is to stop and does not answer is found long before another one would be', async () => {
  let used = 0;
  const { promise: spun, resolve } = deferred<void>();
  // Without haste it would be asked once an hour.
  using watch = new SpinWatch({ pid: 1, ask: () => {}, onSpin: resolve, usedMs: () => used, askEveryMs: 3_600_000 });
  used = 1500;
  watch.answerSoon();
  await spun;
  expect(watch.hasSpun).toBe(true);
});
