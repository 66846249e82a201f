import type { BootRecord } from '../../core/boot-stage.ts';
import { PowerError } from '../../core/errors.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { formatMs } from '../../core/time.ts';
import type { CutShort } from './boot-in-progress.ts';

export interface LostBoot {
  readonly current: { readonly cutShort: CutShort | undefined };
  readonly stages: { readonly boot: Pick<BootRecord, 'resetCause'> | undefined };
}

// Board time. A watchdog bites after half a minute of silence or more, and by WDOG_B and the PMIC it shows as POR, too.
const suddenMs = 25_000;

/**
 * A boot of this program's own, in which nothing of a scenario ran, that ended in the middle of a line of words and began anew with a power-on reset: no
 * kernel said that it restarts, and no watchdog bites so soon. Undefined where something else may have been the cause.
 */
export const powerLost = (
  { current: { cutShort }, stages }: LostBoot,
  { autostart, preload }: Pick<ScenarioNeeds, 'autostart' | 'preload'>,
  { preparedSince }: { readonly preparedSince?: number } = {},
): PowerError | undefined => {
  const { resetCause } = stages.boot ?? {};
  // A program on the M7 can reset the whole chip.
  if (!cutShort || preparedSince === undefined || (autostart ?? preload) !== undefined || !/\bPOR\b/.test(resetCause ?? ''))
    return undefined;
  const { quietMs, start } = cutShort;
  if (start.announcedBy !== 'host' || start.at < preparedSince || quietMs >= suddenMs) return undefined;
  return new PowerError(
    `the board lost its power while it booted: U-Boot says 'Reset cause: ${resetCause}', ${formatMs(quietMs)} after the boot before had spoken last, and nothing had asked for a reset`,
    {
      remedy:
        'look for a supply that gives in when the board boots (its volts, its cable, what hangs on its outlet), and for another user, a timer or a loose contact of the relay',
    },
  );
};
