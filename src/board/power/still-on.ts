import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { boardClock, formatMs, monotonicMs } from '../../core/time.ts';

// Host time: a relay lives on no faster than its host, whatever a simulated board does.
const mostMs = 12_000;
const lookEveryMs = 500;

/**
 * Why a relay that took off says that it is on: looks for 12 s whether it is only slow, and then whether it says off when it is switched on; it is switched
 * off again. Rejects with the signal's reason, and with PowerError where it does not answer.
 */
export const stillOn = async (relay: Pick<PowerSwitch, 'state' | 'on' | 'off'>, signal?: AbortSignal): Promise<PowerError> => {
  const clock = boardClock();
  const askedAt = monotonicMs();
  while (monotonicMs() - askedAt < mostMs) {
    await clock.sleep(lookEveryMs, signal);
    if ((await relay.state(signal)) === 'off') return slow(monotonicMs() - askedAt);
  }
  if ((await stateWhenOn(relay, signal)) === 'off') return reversed();
  return new PowerError('the relay took off and says now that it is on', {
    evidence: [`it said on for ${formatMs(mostMs)} more`],
    remedy: 'look for a timer or another user of this relay, for a contact that is stuck, and at the outlet in the lab file',
  });
};

const stateWhenOn = async (relay: Pick<PowerSwitch, 'state' | 'on' | 'off'>, signal?: AbortSignal): Promise<PowerState> => {
  try {
    await relay.on(signal);
    return await relay.state(signal);
  } finally {
    // Whoever waits no longer, the board must not keep its power for this question.
    await relay.off();
  }
};

const reversed = (): PowerError =>
  new PowerError('the relay says on when it is switched off, and off when it is switched on: its state is read the wrong way round', {
    evidence: ['state after off: on', 'state after on: off'],
    remedy:
      'swap what means on and off where the lab file reads the state (`on` and `off` in `state` of an httpSwitch; what the command `state` of a commandSwitch prints); a relay that each command turns over, whatever it says, looks the same: it needs commands that set',
  });

const slow = (afterMs: number): PowerError =>
  new PowerError(`the relay is slow: it took off, said that it was on, and was off ${formatMs(afterMs)} later`, {
    remedy:
      'use a driver or a relay that answers when it has switched, such as a `commandSwitch` whose command waits until its state is the one that was asked for; a delay set in the relay, a cloud or a broker on the way makes one slow',
  });
