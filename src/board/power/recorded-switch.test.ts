import { expect, test } from 'vitest';
import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { PowerState } from '../../core/power.ts';
import { recordedSwitch } from './recorded-switch.ts';

const benchOf = () => {
  const events: EventBody[] = [];
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let state: PowerState = 'unknown';
  let isStuck = false;
  const relay = recordedSwitch(
    {
      on: async () => {
        await answered;
        state = 'on';
      },
      off: async () => {
        if (isStuck) throw new PowerError('the relay is stuck');
        state = 'off';
      },
      state: async () => state,
      [Symbol.asyncDispose]: async () => {},
    },
    'shelly',
    (event) => events.push(event),
  );
  return { relay, events, answer: () => answer(), stick: () => (isStuck = true) };
};

test('a switching is recorded once the relay answered, with the moment at which it was asked', async () => {
  const { relay, events, answer } = benchOf();
  const switching = relay.on();
  await relay.state();
  expect(events).toEqual([]);
  answer();
  await switching;
  await relay.off();
  expect(events).toMatchObject([
    { type: 'power.switched', state: 'on', driver: 'shelly', askedAt: expect.any(Number) },
    { type: 'power.switched', state: 'off', driver: 'shelly' },
  ]);
});

test('a state that is none is an error of the lab', async () => {
  for (const said of ['ON', true, undefined, 1n]) {
    const lies = async (): Promise<never> => said as never;
    const relay = recordedSwitch({ on: lies, off: lies, state: lies, [Symbol.asyncDispose]: lies }, 'own', () => {});
    await expect(relay.state()).rejects.toMatchObject({ name: 'PowerError', fault: 'lab', message: expect.stringContaining(String(said)) });
  }
});

test('a driver that never answers is an error, unless it says that it limits itself', async () => {
  const never = (): Promise<never> => new Promise(() => {});
  const relay = { on: never, off: never, state: never, [Symbol.asyncDispose]: async () => {} };
  let isOver = false;
  void recordedSwitch({ ...relay, limitsCalls: true }, 'manual', () => {}, 10)
    .on()
    .finally(() => (isOver = true));
  for (const call of ['on', 'off', 'state'] as const)
    await expect(recordedSwitch(relay, 'own', () => {}, 10)[call]()).rejects.toMatchObject({
      fault: 'lab',
      message: `the power driver own did not end its ${call}() within 10 ms`,
    });
  expect(isOver).toBe(false);
});

test('a relay that refuses switched nothing', async () => {
  const { relay, events, stick } = benchOf();
  stick();
  await expect(relay.off()).rejects.toThrow('stuck');
  expect(events).toEqual([]);
});

test('what switched a relay after this program did is told in its own word, and nothing where it has none', async () => {
  let by: string | undefined | Error = 'HTTP_in';
  const other = recordedSwitch(
    {
      on: async () => {},
      off: async () => {},
      state: async () => 'on',
      lastSwitch: async () => {
        if (by instanceof Error) throw by;
        return by;
      },
      [Symbol.asyncDispose]: async () => {},
    },
    'shelly',
    () => {},
  );
  const since = (): Promise<string | undefined> => other.switchedSince(new AbortController().signal);
  expect(await since()).toBeUndefined();
  await other.on();
  expect(await since()).toBeUndefined();
  by = 'button';
  expect(await since()).toBe('button');
  by = new PowerError('the relay does not answer');
  expect(await since()).toBeUndefined();
  by = undefined;
  expect(await since()).toBeUndefined();
  by = 'timer';
  await other.on();
  expect(await since()).toBeUndefined();
});
