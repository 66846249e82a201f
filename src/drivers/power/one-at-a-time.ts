import type { PowerSwitch } from '../../core/power.ts';
import { untilAborted } from '../../core/time.ts';

/**
 * The same relay with one switching at a time. A slow relay carries out what it took although nobody waits for it any more: who no longer waits for `on` and
 * asks for `off` next would leave the board on, were the two under way at once. So a request outlives the signal of its caller, and the next one waits
 * until it is over.
 */
export const oneAtATime = (relay: PowerSwitch): PowerSwitch => {
  let underWay: Promise<void> = Promise.resolve();
  const switched = async (what: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    const switching = underWay.then(() => (signal?.aborted ? undefined : relay[what]()));
    underWay = switching.catch(() => {});
    await (signal ? untilAborted(switching, signal) : switching);
  };
  return {
    on: (signal) => switched('on', signal),
    off: (signal) => switched('off', signal),
    state: (signal) => relay.state(signal),
    ...(relay.lastSwitch ? { lastSwitch: (signal) => relay.lastSwitch!(signal) } : {}),
    ...(relay.limitsCalls ? { limitsCalls: true } : {}),
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
};
