import { PowerError, toErrorReport } from '../../core/errors.ts';
import type { PowerState } from '../../core/power.ts';
import { boardClock } from '../../core/time.ts';

const tries = 4;
// In host time, doubled each time: a relay on the network that drops a connection is back within seconds.
const pauseMs = 500;

export interface Switching {
  /** Switches off; throws where relay or consoles say that the board still has power. */
  readonly off: () => Promise<void>;
  readonly state: () => Promise<PowerState>;
}

/** Off, and said so by the relay. Resolves with what it says. Throws PowerError when it could not be had in several tries. */
export const provenOff = async ({ off, state }: Switching): Promise<PowerState> => {
  const reasons: string[] = [];
  for (let attempt = 1; attempt <= tries; attempt++) {
    if (attempt > 1) await boardClock().sleep(pauseMs * 2 ** (attempt - 2));
    try {
      await off();
      const said = await state();
      if (said !== 'on') return said;
      reasons.push('the relay took off and says that it is on');
    } catch (cause) {
      reasons.push(toErrorReport(cause).message);
    }
  }
  throw new PowerError(`the board may still have power: ${reasons.at(-1)} (${tries} tries)`, {
    evidence: reasons,
    remedy: 'cut its power by hand, and look at relay and wiring before the next run',
  });
};
