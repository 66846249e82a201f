import type { Console } from '../../core/console.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { type Clock, type Duration, formatMs, toMs } from '../../core/time.ts';
import { darkWithin } from './dark.ts';
import { proveOff, proveOn, type SilenceProof } from './proof.ts';
import { stillOn } from './still-on.ts';

export interface CycleOptions {
  readonly switch: PowerSwitch;
  /** Every console there is. The first one is where the boot loader speaks. */
  readonly consoles: readonly Console[];
  readonly clock: Clock;
  /** Board time between off and on; 5 s by default: residual voltage above half a volt can defeat the power-on reset. */
  readonly offFor?: Duration;
  readonly silentFor?: Duration;
  /** How long a board may speak on after the relay said off; 12 s by default. */
  readonly silentWithin?: Duration;
  readonly banner?: RegExp;
  readonly bannerWithin?: Duration;
  readonly signal?: AbortSignal;
  /** Told right before the relay is asked for on, with its answer, and after it said off. */
  readonly onSwitch?: (state: 'on' | 'off', answered: Promise<void>) => void;
}

export interface CycleProof extends SilenceProof {
  readonly offMs: number;
  readonly banner: string;
  /** Board milliseconds from asking for on to the banner's arrival. */
  readonly bannerMs: number;
}

const usualOffFor: Duration = '5s';

/** Off, wait and on, as far as the relay knows: without a console nothing proves what the board made of it. */
export const switchOffAndOn = async ({
  switch: relay,
  clock,
  offFor = usualOffFor,
  signal,
}: Pick<CycleOptions, 'switch' | 'clock' | 'offFor' | 'signal'>): Promise<void> => {
  await relay.off(signal);
  await clock.sleep(toMs(offFor), signal);
  await relay.on(signal);
};

/**
 * Off, wait, on, and proof of it: silence while off, then the boot loader's banner. The caller adds the last piece, a new boot id (`proveNewBoot`).
 * Throws PowerError when relay and board disagree.
 */
export const powerCycle = async (options: CycleOptions): Promise<CycleProof> => {
  const { clock, consoles, offFor = usualOffFor, signal } = options;
  const [first] = consoles;
  if (first === undefined) throw new PowerError('a power cycle cannot be proven without a console', { remedy: 'wire the A53 console' });
  const { silence, offMs } = await off(options, offFor);
  const since = first.mark();
  const onAt = clock.now();
  const answered = Promise.resolve().then(() => options.switch.on(signal));
  options.onSwitch?.('on', answered);
  await answered;
  const banner = await proveOn(first, {
    clock,
    since,
    ...(options.banner ? { banner: options.banner } : {}),
    ...(options.bannerWithin ? { within: options.bannerWithin } : {}),
    ...(signal ? { signal } : {}),
  });
  const bannerMs = clock.now() - onAt;
  return {
    ...silence,
    offMs,
    banner,
    bannerMs,
    evidence: [...silence.evidence, `'${banner}' ${formatMs(bannerMs)} after the relay was asked for on`],
  };
};

const off = async (options: CycleOptions, offFor: Duration): Promise<{ silence: SilenceProof; offMs: number }> => {
  const { clock, consoles, signal } = options;
  await options.switch.off(signal);
  const offAt = clock.now();
  options.onSwitch?.('off', Promise.resolve());
  const { silentFor = shorter('1s', offFor), silentWithin = darkWithin } = options;
  const silence = await proveOff(consoles, { clock, silentFor, within: silentWithin, atLeast: offFor, ...(signal ? { signal } : {}) });
  if ((await options.switch.state(signal)) === 'on') throw await stillOn(options.switch, signal);
  return { silence, offMs: clock.now() - offAt };
};

const shorter = (one: Duration, other: Duration): Duration => (toMs(one) < toMs(other) ? one : other);
