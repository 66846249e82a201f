import type { EventBody } from '../../core/event.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { monotonicMs } from '../../core/time.ts';

/** A relay whose every switching is in the journal once it took it, whoever asked; nothing is, where it refused or did not answer. */
export const recordedSwitch = (relay: PowerSwitch, driver: string, emit: (event: EventBody) => void): PowerSwitch => {
  const switching = async (state: 'on' | 'off', signal: AbortSignal | undefined): Promise<void> => {
    const askedAt = monotonicMs();
    await relay[state](signal);
    emit({ type: 'power.switched', state, driver, askedAt });
  };
  return {
    on: (signal) => switching('on', signal),
    off: (signal) => switching('off', signal),
    state: (signal) => relay.state(signal),
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
};
