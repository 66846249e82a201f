import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { inAwakeTime } from '../../core/in-awake-time.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { formatMs, monotonicMs } from '../../core/time.ts';

/** A relay whose every switching is in the journal once it took it, whoever asked; nothing is, where it refused or did not answer. */
export const recordedSwitch = (
  relay: PowerSwitch,
  driver: string,
  emit: (event: EventBody) => void,
  answersWithinMs = usuallyWithinMs,
): PowerSwitch => {
  const answered = <T>(call: string, answer: Promise<T>): Promise<T> =>
    relay.limitsCalls ? answer : inAwakeTime(answer, answersWithinMs, () => unanswered(driver, call, answersWithinMs));
  const switching = async (state: 'on' | 'off', signal: AbortSignal | undefined): Promise<void> => {
    const askedAt = monotonicMs();
    await answered(state, relay[state](signal));
    emit({ type: 'power.switched', state, driver, askedAt });
  };
  return {
    on: (signal) => switching('on', signal),
    off: (signal) => switching('off', signal),
    state: async (signal) => requireState(await answered('state', relay.state(signal)), driver),
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
};

// A driver of the lab's own may have no limit, and the board would keep its power for as long as somebody waits.
const usuallyWithinMs = 60_000;

const unanswered = (driver: string, call: string, withinMs: number): PowerError =>
  new PowerError(`the power driver ${driver} did not end its ${call}() within ${formatMs(withinMs)}`, {
    remedy: 'give the driver a limit of its own, and see whether its relay answers',
  });

// A driver of the lab's own may be no TypeScript, and 'OFF' is neither on nor off.
const requireState = (said: unknown, driver: string): PowerState => {
  if (said === 'on' || said === 'off' || said === 'unknown') return said;
  throw new PowerError(`the power driver ${driver} says of its state ${typeof said === 'string' ? `'${said}'` : String(said)}`, {
    remedy: "let its state() resolve with 'on', 'off', or 'unknown' where the relay has no word for it",
  });
};
