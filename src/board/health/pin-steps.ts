import { BootError, HilError, PowerError } from '../../core/errors.ts';
import type { BoardPins, PinName } from '../../core/pins.ts';
import { bootLines } from '../boot/no-banner.ts';
import { requireDark } from '../power/dark.ts';
import { marksOf, whoSpoke } from './siblings.ts';
import type { HealthParts, HealthStep } from './step.ts';

// Board time. A button is debounced on the carrier board, and the SNVS of the i.MX 8M takes five seconds for a wish to be off (BTN_PRESS_TIME).
const pressedMs = 500;
const longPressMs = 7000;
const offMs = 2000;
// A boot loader speaks in less than half a second after reset.
const heldMs = 4000;

interface PinParts extends HealthParts {
  readonly pins: BoardPins;
}

const pressed = async ({ pins, clock }: PinParts, pin: PinName, ms: number, signal: AbortSignal): Promise<void> => {
  await pins.press(pin, signal);
  try {
    await clock.sleep(ms, signal);
  } finally {
    await pins.release(pin);
  }
};

const unwired = (message: string, pin: PinName, evidence: readonly string[] = []): HilError =>
  new HilError('lab', message, {
    evidence,
    remedy: `look which line the commands of \`pins.${pin}\` pull, and at the wire to the carrier board (port A of the debug USB of a Verdin Development Board: reset is ADBUS5, recovery ADBUS7)`,
  });

/** A boot that begins when the pin is let go, on this board and on no other. */
const reset = async (parts: PinParts, siblings: Parameters<typeof marksOf>[0], signal: AbortSignal): Promise<string> => {
  const since = marksOf(siblings);
  const other = (): HilError | undefined => {
    const speaker = whoSpoke(siblings, since);
    return speaker && unwired(`the reset pin of this board resets ${speaker.name}`, 'reset', speaker.evidence);
  };
  try {
    await parts.boot.resetBy(() => pressed(parts, 'reset', pressedMs, signal), { until: 'spl' }, signal);
  } catch (cause) {
    if (!(cause instanceof BootError)) throw cause;
    throw other() ?? unwired('the reset pin does not reset this board: nothing came of pulling it', 'reset', cause.evidence);
  }
  const also = other();
  if (also) throw also;
  return 'the reset pin resets it';
};

/** No boot loader speaks where the pin is held while power comes, nor when it is let go. */
const recovery = async (parts: PinParts, signal: AbortSignal): Promise<string> => {
  const { a53, boot, clock, pins } = parts;
  await boot.off(signal);
  await clock.sleep(offMs, signal);
  const spoke = (): string[] => bootLines({ console: a53, since }).map((text) => `a53: ${text}`);
  await pins.press('recovery', signal);
  const since = a53.mark();
  try {
    await boot.on(signal);
    await clock.sleep(heldMs, signal);
    if (spoke().length > 0)
      throw unwired(
        'the recovery pin does not take this board into recovery mode: its boot loader spoke while it was held',
        'recovery',
        spoke(),
      );
  } finally {
    await pins.release('recovery');
  }
  await clock.sleep(heldMs, signal);
  if (spoke().length > 0)
    throw unwired(
      'the recovery pin pulls another line, such as that of reset: the board booted as soon as it was let go',
      'recovery',
      spoke(),
    );
  await boot.coldBoot({ until: 'spl' }, signal);
  return 'the recovery pin keeps its boot loader from starting';
};

/** Held for long it ends the board, pressed once more it starts it. */
const powerButton = async (parts: PinParts, signal: AbortSignal): Promise<string> => {
  const { a53, boot, clock } = parts;
  await pressed(parts, 'power', longPressMs, signal);
  await requireDark(a53, { clock, signal }).catch((cause: unknown) => {
    if (!(cause instanceof PowerError)) throw cause;
    throw unwired('the power button pin does not switch this board off, though it was held for 7 s', 'power', cause.evidence);
  });
  await boot.resetBy(() => pressed(parts, 'power', pressedMs, signal), { until: 'spl' }, signal);
  return 'the power button pin switches it off and on';
};

const pins: HealthStep['ask'] = async (parts, { siblings = [] }, signal) => {
  const { boot, pins: wired } = parts;
  if (wired === undefined) return undefined;
  if (boot.stage !== 'u-boot') return { text: 'not asked, since U-Boot was not stopped', isDoubtful: true };
  const all = { ...parts, pins: wired };
  const has = (pin: PinName): boolean => wired.names.includes(pin);
  const proven = [
    ...(has('reset') ? [await reset(all, siblings, signal)] : []),
    ...(has('recovery') ? [await recovery(all, signal)] : []),
    ...(has('power') ? [await powerButton(all, signal)] : []),
  ];
  return { text: proven.join('; ') };
};

/** The buttons of the carrier board that the lab can pull. */
export const pinSteps: readonly HealthStep[] = [{ what: 'pins', isThorough: true, needs: ['power', 'autoboot', 'console'], ask: pins }];
