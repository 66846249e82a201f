import { monotonicMs } from '../../core/time.ts';
import type { Detector } from '../../knowledge/kernel/detector.ts';
import type { Channels } from '../channels.ts';
import type { LinuxLink } from '../linux/linux-link.ts';
import type { PowerControl } from '../power/power-control.ts';

export interface ResetParts {
  readonly channels: Channels;
  readonly detector: Detector;
  readonly link: LinuxLink | undefined;
  readonly power: PowerControl;
}

/** A reset that this program asks for, so that nobody takes it for one of the board's own. `begun` resolves once the boot after it has begun. */
export const askForReset = async (
  { channels, detector, link, power }: ResetParts,
  ask: () => Promise<void>,
  begun: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  power.asked();
  detector.announceReset();
  channels.startOver();
  detector.boots.ask('warm', monotonicMs());
  try {
    await ask();
    await link?.drop();
    await begun();
  } catch (cause) {
    // One that comes later than that is nobody's.
    if (!signal.aborted) {
      detector.retractReset();
      detector.boots.retractAsked();
    }
    throw cause;
  }
};
