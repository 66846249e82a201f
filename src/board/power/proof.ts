import type { Console, ConsoleName, Mark } from '../../core/console.ts';
import { ExpectTimeoutError, PowerError } from '../../core/errors.ts';
import { type Clock, type Duration, formatMs, monotonicMs, toMs } from '../../core/time.ts';
import { darkWithin } from './dark.ts';

export interface SilenceProof {
  /** Board time for which every console was silent after the relay opened. */
  readonly silentMs: number;
  /** Consoles that had spoken shortly before. Only their silence says anything: an idle console is silent with power, too. */
  readonly spokeBefore: readonly ConsoleName[];
  /** Sentences for a report. */
  readonly evidence: readonly string[];
}

export interface SilenceOptions {
  readonly clock: Clock;
  /** Board time without a byte; 1 s by default. */
  readonly silentFor?: Duration;
  /** Capacitors and buffers on the way speak on for a moment, and a PDU may switch seconds after it said so; 12 s by default. */
  readonly within?: Duration;
  /** Least board time to watch, silent or not. */
  readonly atLeast?: Duration;
  readonly signal?: AbortSignal;
}

// How recently a console must have spoken for its silence to mean something.
const recentMs = 10_000;

/**
 * Watches the consoles after the relay said off. Call it right after: what came before counts as speech before the cut.
 * Throws PowerError when one of them keeps talking, with what it said.
 */
export const proveOff = async (consoles: readonly Console[], options: SilenceOptions): Promise<SilenceProof> => {
  const { clock, silentFor = '1s', within = darkWithin, atLeast = '0ms', signal } = options;
  const begin = clock.now();
  const spokeBefore = consoles.filter((console) => spokeLately(console)).map(({ name }) => name);
  using overdue = clock.overdue(toMs(within) + toMs(silentFor) + toMs(atLeast));
  let last = marksOf(consoles);
  let silentSince = begin;
  while (clock.now() - silentSince < toMs(silentFor) || clock.now() - begin < toMs(atLeast)) {
    await clock.sleep(toMs(silentFor) / 5, signal);
    const marks = marksOf(consoles);
    const talking = consoles.filter((_, index) => marks[index] !== last[index]);
    if (talking.length > 0) silentSince = clock.now();
    if (talking.length > 0 && overdue.aborted) throw keptTalking(talking, clock.now() - begin);
    last = marks;
  }
  const silentMs = clock.now() - silentSince;
  return { silentMs, spokeBefore, evidence: [describeSilence(consoles, spokeBefore, silentMs)] };
};

export interface BannerOptions {
  readonly clock: Clock;
  /** The first thing a board says after power-on; the banner of U-Boot SPL by default, or of a U-Boot that no SPL comes before. */
  readonly banner?: RegExp;
  /** '10s' by default: on a busy host an emulated board takes seconds to the first byte. */
  readonly within?: Duration;
  readonly since: Mark;
  readonly signal?: AbortSignal;
}

/** Waits for the boot loader's banner after the relay said on; resolves with the banner. Throws PowerError when it does not come, with what came instead. */
export const proveOn = async (console: Console, options: BannerOptions): Promise<string> => {
  const { banner = /U-Boot (?:SPL )?\d{4}\.\d{2}/, within = '10s', since, signal } = options;
  try {
    return (await console.expect(banner, { within, since, ...(signal ? { signal } : {}) })).text;
  } catch (cause) {
    if (!(cause instanceof ExpectTimeoutError)) throw cause;
    const silent = console.mark() === since;
    throw new PowerError(`the relay said on, and console ${console.name} gave no boot loader banner in ${formatMs(toMs(within))}`, {
      cause,
      evidence: silent ? [`console ${console.name} stayed silent`] : tailOf(console),
      remedy: silent
        ? 'check the relay contact, the recovery strap, and for power fed back through the UART: try a longer time off with the UART unplugged'
        : 'the board was never without power, or console and relay belong to different boards: check the wiring',
    });
  }
};

/** Throws PowerError when /proc/sys/kernel/random/boot_id did not change over a power cycle: the same Linux still runs. */
export const proveNewBoot = (before: string | undefined, after: string): string => {
  if (before !== after) return before === undefined ? `boot id ${after}, none known before` : `boot id changed from ${before} to ${after}`;
  throw new PowerError('the relay said off and on, and the same Linux still runs', {
    evidence: [`boot id is ${after} before and after`],
    remedy: 'the relay switches something else than this board: check the wiring',
  });
};

const marksOf = (consoles: readonly Console[]): number[] => consoles.map((console) => console.mark());

const spokeLately = (console: Console): boolean => {
  const last = console.tail(1)[0];
  return last !== undefined && monotonicMs() - last.at < recentMs;
};

const tailOf = (console: Console): string[] => console.tail(5).map(({ text }) => `${console.name}: ${text}`);

const keptTalking = (talking: readonly Console[], afterMs: number): PowerError =>
  new PowerError(`the relay said off, and console ${talking.map(({ name }) => name).join(' and ')} kept talking for ${formatMs(afterMs)}`, {
    evidence: talking.flatMap(tailOf),
    remedy: 'the contact is stuck, or the relay switches another board: check the wiring and the channel',
  });

const describeSilence = (consoles: readonly Console[], spokeBefore: readonly ConsoleName[], silentMs: number): string => {
  const silence = `silent for ${formatMs(silentMs)} after the relay said off`;
  if (spokeBefore.length > 0) return `console ${spokeBefore.join(' and ')} spoke until shortly before and was ${silence}`;
  if (consoles.length === 0) return 'no console was watched, so nothing but the relay says that the power was off';
  return `consoles were ${silence}, but had been silent before: this alone proves nothing`;
};
