import type { Console } from '../../core/console.ts';
import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { type Clock, type Duration, monotonicMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { BootTracker } from '../../knowledge/boot/boot-tracker.ts';
import type { Channels } from '../channels.ts';
import { answerToKeys } from '../power/dark.ts';
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
  let isOn = false;
  const onSwitch = (state: 'on' | 'off', answered: Promise<void>): void => {
    power.switching(state);
    if (state === 'off') return;
    isOn = true;
    channels.startOver();
    channels.sampleAnew();
    boots.ask('cold', monotonicMs());
    onOn(answered);
  };
  const proof = await powerCycle({ switch: relay, consoles: channels.all, clock, offFor, signal, onSwitch }).catch(
    async (cause: unknown) => {
      const explained = explainNoBanner(cause, channels.heard, profile);
      if (!isOn || !(explained instanceof PowerError) || signal.aborted) throw explained;
      const { a53 } = channels.consoles;
      throw (await answerToKeys(a53, clock, signal)) === 'more' ? neverOff(explained, a53) : explained;
    },
  );
  emit({ type: 'power.proven', silentMs: proof.silentMs });
};

// A board that has just got its power says who it is before it answers anybody.
const neverOff = (cause: PowerError, console: Console): PowerError =>
  new PowerError(`the relay said off and on, and the board ran on all the while: ${cause.message}, and somebody answers there`, {
    cause,
    evidence: console.tail(3).map(({ text }) => `${console.name}: ${text}`),
    remedy:
      'the contact does not open, the relay switches another outlet than that of this board, or the board has a second supply (a battery, PoE, USB, or its UART): check outlet and wiring; only then ask whether this is the console of another board',
  });
