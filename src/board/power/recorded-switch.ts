import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { inAwakeTime } from '../../core/in-awake-time.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { formatMs, monotonicMs } from '../../core/time.ts';

export interface RecordedSwitch extends PowerSwitch {
  /** What switched the relay after this program did, in the relay's own word; undefined where nothing did or it cannot tell. Never rejects. */
  switchedSince(signal: AbortSignal): Promise<string | undefined>;
}

/** A relay whose every switching is in the journal once it took it, whoever asked; nothing is, where it refused or did not answer. */
export const recordedSwitch = (
  relay: PowerSwitch,
  driver: string,
  emit: (event: EventBody) => void,
  answersWithinMs = usuallyWithinMs,
): RecordedSwitch => {
  const answered = <T>(call: string, answer: Promise<T>): Promise<T> =>
    relay.limitsCalls ? answer : inAwakeTime(answer, answersWithinMs, () => unanswered(driver, call, answersWithinMs));
  const last = async (signal?: AbortSignal): Promise<string | undefined> => {
    try {
      return await answered('lastSwitch', relay.lastSwitch?.(signal) ?? Promise.resolve(undefined));
    } catch {
      return undefined;
    }
  };
  let ours: Promise<string | undefined> = Promise.resolve(undefined);
  const switching = async (state: 'on' | 'off', signal: AbortSignal | undefined): Promise<void> => {
    const askedAt = monotonicMs();
    ours = Promise.resolve(undefined);
    await answered(state, relay[state](signal));
    ours = last();
    emit({ type: 'power.switched', state, driver, askedAt });
  };
  return {
    on: (signal) => switching('on', signal),
    off: (signal) => switching('off', signal),
    switchedSince: async (signal) => {
      const [before, now] = [await ours, await last(signal)];
      return before !== undefined && now !== before ? now : undefined;
    },
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
