import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { type LostPulse, M7Pulse } from './m7-pulse.ts';

const nonce = 'cafe0001';
const alive = { outcome: 'alive', firmware: { name: 'tcm-hello' } } as Parameters<M7Pulse['observed']>[0];

interface Scene {
  readonly goesOn: readonly string[];
  readonly isStartedByHand?: boolean;
}

/** An M7 is proven alive at its second tick, then its console says these lines and no more. Resolves with what is told, or once Linux was asked in vain. */
const lostAfter = ({ goesOn, isStartedByHand = false }: Scene): Promise<LostPulse | 'nothing'> =>
  new Promise((resolve) => {
    const core = async () => {
      // What is told of it is told before the next turn of the loop.
      setImmediate(() => resolve('nothing'));
      return { state: 'running', isStartedByHand } as const;
    };
    const pulse = new M7Pulse({ clock: boardClock(), boot: () => 1, core, awakeSince: () => 0, onSilence: resolve });
    const say = (text: string): void => pulse.line({ text, at: monotonicMs(), terminated: true });
    say(`hil-m7 tcm-hello tick=1 nonce=${nonce}`);
    say(`hil-m7 tcm-hello tick=2 nonce=${nonce}`);
    pulse.observed(alive, { nonce, count: 2, everyMs: 200 });
    for (const line of goesOn) say(line);
  });

const another = [1, 2, 3, 4].map((count) => `hil-m7 boot-loader tick=${count} nonce=0badcafe`);

test('another nonce is another life, and is told with its name', async () => {
  expect(await lostAfter({ goesOn: another })).toEqual({
    tick: 2,
    image: 'tcm-hello',
    instead: "'boot-loader' with nonce 0badcafe speaks in its place",
  });
});

test('where somebody on the board has started it since, nobody knows what it should say', async () => {
  expect(await lostAfter({ goesOn: another, isStartedByHand: true })).toBe('nothing');
});

test('a counter that begins anew is told before it is silent', async () => {
  const goesOn = [3, 4, 5, 1, 2, 3, 4, 5, 6].map((count) => `hil-m7 tcm-hello tick=${count} nonce=${nonce}`);
  expect(await lostAfter({ goesOn })).toMatchObject({ instead: 'it began again at tick 1' });
});

test('who waited for the next tick leaves nothing behind, however often', async () => {
  const pulse = new M7Pulse({
    clock: boardClock(),
    boot: () => 1,
    core: async () => ({ state: 'running', isStartedByHand: false }) as const,
    awakeSince: () => 0,
    onSilence: () => {},
  });
  const say = (count: number): void =>
    pulse.line({ text: `hil-m7 tcm-hello tick=${count} nonce=${nonce}`, at: monotonicMs(), terminated: true });
  for (const count of [1, 2]) say(count);
  pulse.observed(alive, { nonce, count: 2, everyMs: 60_000 });
  const { signal } = new AbortController();
  for (let count = 3; count < 20; count++) {
    const next = pulse.next(signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    say(count);
    await next;
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  pulse.stop();
});
