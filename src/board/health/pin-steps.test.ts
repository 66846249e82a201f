import { expect, test } from 'vitest';
import type { BoardPins, PinName } from '../../core/pins.ts';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { pinSteps } from './pin-steps.ts';
import type { HealthParts } from './step.ts';

// What lasts seconds on a board is over at once.
const clock = boardClock(1000);

/** A board that its power button ends after it was held, and starts when it is pressed again. */
const boardWithButton = () => {
  const console = new MemoryConsole(clock);
  const done: string[] = [];
  let isOn = true;
  console.onSend = () => {
    if (isOn) console.receive('Verdin iMX8MP # \r\nVerdin iMX8MP # ');
  };
  const press = async (pin: PinName): Promise<void> => {
    done.push(`${pin} pressed`);
    isOn = !isOn;
  };
  const pins: BoardPins = {
    names: ['power'],
    press,
    release: async (pin) => void done.push(`${pin} released`),
    [Symbol.asyncDispose]: async () => {},
  };
  const boot = {
    stage: 'u-boot',
    resetBy: async (ask: () => Promise<void>) => {
      await ask();
      done.push(isOn ? 'booted' : 'stayed off');
    },
  };
  return { done, parts: { a53: console, boot, clock, pins } as unknown as HealthParts };
};

const asked = (parts: HealthParts) => pinSteps[0]!.ask(parts, { keepsRunning: false }, new AbortController().signal);

test('a power button that is wired ends the board and starts it again', async () => {
  const { done, parts } = boardWithButton();
  expect(await asked(parts)).toEqual({ text: 'the power button pin switches it off and on' });
  expect(done).toEqual(['power pressed', 'power released', 'power pressed', 'power released', 'booted']);
});

test('without pins there is nothing to ask', async () => {
  const { parts } = boardWithButton();
  expect(await asked({ ...parts, pins: undefined })).toBeUndefined();
});
