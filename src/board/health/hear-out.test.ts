import { expect, test } from 'vitest';
import type { ConsoleSession } from '../../console/console-session.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { type HearOutOptions, hearOut } from './hear-out.ts';

/** A Linux that answers over SSH; `says`: what Enter brings on its console. */
const heard = (consoleLookedAt: number | undefined, says: 'prompt' | 'echo' | 'nothing', lastByteAt = 0) => {
  const a53 = { lastByteAt };
  let asked = 0;
  const options: HearOutOptions = {
    channels: { lastLinuxByteAt: 0, excerpt: () => [], consoles: { a53: a53 as ConsoleSession } },
    clock: boardClock(100),
    pulse: { next: async () => {} },
    isLinux: () => true,
    answers: async () => true,
    answersOnConsole: async () => {
      asked++;
      if (says !== 'nothing') a53.lastByteAt = monotonicMs();
      return says === 'prompt';
    },
    consoleLookedAt,
  };
  return { ended: hearOut(options, new AbortController().signal), asked: () => asked };
};

test('a console that the scenario looked at and that has died is the trouble of the lab', async () => {
  await expect(heard(10, 'nothing').ended).rejects.toMatchObject({ fault: 'lab', message: expect.stringContaining('a53 console') });
  await heard(10, 'prompt').ended;
  // A program of the scenario's has the terminal: there is no prompt, and what is typed comes back.
  await heard(10, 'echo').ended;
});

test('a console that spoke since, or that nobody looked at, is asked nothing', async () => {
  for (const { ended, asked } of [heard(10, 'nothing', 20), heard(undefined, 'nothing')]) {
    await ended;
    expect(asked()).toBe(0);
  }
});
