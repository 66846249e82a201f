import type { EventBody } from '../../core/event.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { type Clock, type Duration, monotonicMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { BootTracker } from '../../knowledge/boot/boot-tracker.ts';
import type { Channels } from '../channels.ts';
import type { PowerControl } from '../power/power-control.ts';
import { powerCycle } from '../power/power-cycle.ts';
import { explainNoBanner } from './no-banner.ts';

export interface ColdBootParts {
  readonly profile: BoardProfile;
  readonly channels: Channels;
  readonly switch: PowerSwitch;
  readonly clock: Clock;
  readonly emit: (event: EventBody) => void;
  readonly power: PowerControl;
  readonly boots: BootTracker;
}

// A residual voltage above half a volt can defeat the power-on reset, and a relay bounces: a second is the least that means anything.
const shortestOff: Duration = '2s';

/** Proves silence while the power is off, then the boot loader's banner. `onOn` is called right before the relay is asked for on, with its answer. Throws PowerError or PortError. */
export const bootByRelay = async (
  { profile, channels, switch: relay, clock, emit, power, boots }: ColdBootParts,
  { offFor = shortestOff, onOn }: { readonly offFor: Duration | undefined; readonly onOn: (answered: Promise<void>) => void },
  signal: AbortSignal,
): Promise<void> => {
  const onSwitch = (state: 'on' | 'off', answered: Promise<void>): void => {
    power.switching(state);
    if (state === 'off') return;
    channels.startOver();
    channels.sampleAnew();
    boots.ask('cold', monotonicMs());
    onOn(answered);
  };
  const proof = await powerCycle({ switch: relay, consoles: channels.all, clock, offFor, signal, onSwitch }).catch((cause: unknown) => {
    throw explainNoBanner(cause, channels.heard, profile);
  });
  emit({ type: 'power.proven', silentMs: proof.silentMs });
};
