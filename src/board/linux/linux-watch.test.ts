import { expect, test } from 'vitest';
import { ConnectionLostError } from '../../core/errors.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { LinuxWatch, type LinuxWatchOptions } from './linux-watch.ts';

test('a board that is closed is watched no longer, although whoever held it lets its own signal live on', async () => {
  const channels = { lastByteAt: monotonicMs(), excerpt: () => [], consoles: { a53: { send: async () => {} } } };
  const watch = new LinuxWatch({
    channels: channels as unknown as LinuxWatchOptions['channels'],
    clock: boardClock(1000),
    pace: { awakeSince: async () => 0 },
    detector: { silence: () => {} } as unknown as LinuxWatchOptions['detector'],
    boot: { stage: 'login', current: { count: 1 }, power: { cut: async () => undefined } } as unknown as LinuxWatchOptions['boot'],
    incidents: [],
    answers: async () => true,
    believe: () => {},
    emit: () => {},
  });
  const troubles: Error[] = [];
  watch.onTrouble((error) => troubles.push(error));
  const heldFor = new AbortController().signal;
  watch.whileHeld(60_000, heldFor);
  const dying = watch.untilDead(monotonicMs(), heldFor);
  watch[Symbol.dispose]();
  await expect(dying).rejects.toThrow(ConnectionLostError);
  expect(troubles).toEqual([]);
});
