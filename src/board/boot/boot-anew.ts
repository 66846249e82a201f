import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { BoardPins } from '../../core/pins.ts';
import type { Clock } from '../../core/time.ts';
import type { BootControl } from './boot-control.ts';

export interface BootAnewParts {
  readonly boot: BootControl;
  readonly pins: BoardPins | undefined;
  readonly clock: Clock;
  readonly emit: (event: EventBody) => void;
}

// Board time: a button is debounced on the carrier board.
const pressedMs = 500;

/** By its reset button: what a finger does on a board that hangs. Throws PowerError where the pin is not wired, BootError where nothing comes of it. */
export const resetByPin = async ({ boot, pins, clock, emit }: BootAnewParts, signal: AbortSignal): Promise<void> => {
  if (!pins?.names.includes('reset')) throw new PowerError('the reset pin is not wired', { remedy: 'name it in `pins` of the lab file' });
  const press = async (): Promise<void> => {
    await pins.press('reset', signal);
    try {
      await clock.sleep(pressedMs, signal);
    } finally {
      await pins.release('reset');
    }
  };
  emit({ type: 'lab.noted', text: 'the reset pin is pulled' });
  await boot.resetBy(press, {}, signal);
};

/** A board that hangs, back at its login: by its reset button where it has one, and by the relay where it has none or nothing comes of it. True: the power was cut. */
export const bootAnew = async (parts: BootAnewParts, signal: AbortSignal): Promise<boolean> => {
  const { boot, pins, emit } = parts;
  if (pins?.names.includes('reset')) {
    try {
      await resetByPin(parts, signal);
      return false;
    } catch (cause) {
      signal.throwIfAborted();
      const why = cause instanceof Error ? cause.message : String(cause);
      emit({ type: 'lab.noted', text: `the board did not come back by its reset pin, so its power is cut: ${why}` });
    }
  }
  await boot.coldBoot({}, signal);
  return true;
};
