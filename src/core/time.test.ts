import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { anySignal, boardClock, limitText, toMs, untilAborted } from './time.ts';

test('reads durations in the units people write', () => {
  expect([toMs('500ms'), toMs('25s'), toMs('1.5min'), toMs('1h')]).toEqual([500, 25_000, 90_000, 3_600_000]);
});

test('refuses what is not a duration', () => {
  expect(() => toMs('25' as '25s')).toThrow(/write '500ms'/);
  expect(() => toMs('-1s')).toThrow(RangeError);
});

test('a fast board lives more milliseconds than the host, and sleeps none too few of them', async () => {
  const clock = boardClock(1000);
  for (let night = 0; night < 30; night++) {
    const before = clock.now();
    await clock.sleep(700 + 40 * night);
    expect(clock.now() - before).toBeGreaterThanOrEqual(700 + 40 * night);
  }
});

test('sleep rejects with the reason of the abort', async () => {
  const controller = new AbortController();
  const sleeping = boardClock().sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
});

test('a wait ends with the reason of the abort', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort(new Error('panic'));
  await expect(waiting).rejects.toThrow('panic');
});

test('a timeout within a combined signal survives a garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const combined = anySignal(AbortSignal.timeout(100), new AbortController().signal);
  const fired = new Promise((resolve) => combined.addEventListener('abort', () => resolve('fired')));
  // A turn of the event loop lets go of what only this turn held.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(await fired).toBe('fired');
});

test('a limit says whose time it is where the board lives faster', () => {
  expect(limitText('3s', 3012, 1)).toBe('within 3s (waited 3.0 s)');
  expect(limitText('3s', 1_000_000, 100)).toBe("within 3s of board time (waited 10.0 s of host time, 16 min 40 s of the board's)");
});
