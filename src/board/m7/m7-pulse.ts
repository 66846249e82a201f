import type { ConsoleLine } from '../../core/console.ts';
import type { M7Observation } from '../../core/outcome.ts';
import { type Clock, monotonicMs } from '../../core/time.ts';
import { parseFirmwareLine } from '../../knowledge/firmware/banner.ts';
import type { CoreClaim } from './core-claim.ts';
import { M7Count } from './m7-count.ts';
import type { Heartbeat } from './proof-of-life.ts';

/** The end of a life that was proven. */
export interface LostPulse {
  readonly tick: number;
  readonly image: string;
  /** What the M7 says in its place. */
  readonly instead?: string;
}

export interface M7PulseOptions {
  readonly clock: Clock;
  /** Which boot it is, while Linux runs; undefined otherwise. */
  readonly boot: () => number | undefined;
  /** What Linux says of the core; undefined when it does not answer. */
  readonly core: (signal: AbortSignal) => Promise<CoreClaim | undefined>;
  /** Host monotonic milliseconds since which this program has run. */
  readonly awakeSince: () => number;
  /** Whether a simulated core was given so many board milliseconds since then, in host monotonic milliseconds. */
  readonly wasGiven?: (ms: number, since: number) => Promise<boolean>;
  readonly onSilence: (last: LostPulse) => void;
}

interface Watched {
  readonly nonce: string;
  readonly image: string;
  readonly count: M7Count;
  readonly boot: number | undefined;
  readonly ending: AbortController;
  /** Who else speaks on this console. */
  other?: string;
}

// Board time: the test images count several times a second; under load, a UART bridge holds bytes back for tenths of one.
const leastSilentMs = 3000;
// Wall time: a board that lives faster still shares a busy host.
const silentFloorMs = 2000;
const periodsMissed = 10;
// A network that is slow for ever must not hide an M7 that is dead.
const mostSlowAnswers = 5;
// The images of one boot, and the board next to it.
const mostCounts = 20;

/**
 * Whether an M7 that has proven a counter goes on counting with the nonce of that start: on its own UART, since what Linux says of it is no proof of
 * life. Another nonce is another life, and nobody's but where Linux was told to start it.
 */
export class M7Pulse {
  readonly #options: M7PulseOptions;
  readonly #heard = new Set<() => void>();
  readonly #counts = new Map<string, M7Count>();
  #watched: Watched | undefined;
  #wasFoundStopped = false;
  constructor(options: M7PulseOptions) {
    this.#options = options;
  }

  /** Every line of the M7's UART. */
  line({ text, at, terminated }: Pick<ConsoleLine, 'text' | 'at' | 'terminated'>): void {
    const said = terminated ? parseFirmwareLine(text) : undefined;
    if (said?.kind !== 'tick') return;
    const { name, nonce } = said;
    const isWatched = this.#watched?.nonce === nonce;
    if (this.#watched && !isWatched) this.#watched.other = `'${name}' with nonce ${nonce} speaks in its place`;
    const count = this.#counts.get(nonce);
    if (!count) this.#begin(nonce, new M7Count(said.count, at));
    // A line that comes twice is an echo or a copy, and counts for nothing.
    else if (count.hear(said.count, at) && isWatched) for (const tell of this.#heard) tell();
  }

  /** The wire was away and came back. */
  wireCameBack(): void {
    for (const count of this.#counts.values()) count.wireCameBack();
  }

  /** One look at the M7 is over: from a counter that moved on, it has to move. */
  observed({ outcome, firmware }: Pick<M7Observation, 'outcome' | 'firmware'>, heartbeat: Heartbeat | undefined): void {
    this.stop();
    this.#wasFoundStopped = false;
    const count = heartbeat && this.#counts.get(heartbeat.nonce);
    if (outcome !== 'alive' || !count || monotonicMs() - count.at > this.#silentMs(count)) return;
    const image = firmware?.name ?? 'the image';
    this.#watched = { nonce: heartbeat.nonce, image, count, boot: this.#options.boot(), ending: new AbortController() };
    void this.#watch(this.#watched).catch(() => {});
  }

  /** The M7 is stopped or started, or somebody looks at it anew: what it counts from now on is compared with nothing of before. */
  beginAnew(): void {
    this.stop();
    this.#wasFoundStopped = false;
    this.#counts.clear();
  }

  stop(): void {
    this.#watched?.ending.abort();
    this.#watched = undefined;
  }

  /** True where an M7 that had proven its life is stopped, and nobody here has asked for that. */
  async isStopped(signal: AbortSignal): Promise<boolean> {
    return this.#wasFoundStopped && (await this.#options.core(signal))?.state === 'offline';
  }

  /** Resolves once an M7 that should count has counted on, or has been found silent; at once where none should. */
  async next(signal: AbortSignal): Promise<void> {
    const watched = this.#watched;
    if (!watched || this.#isOver(watched)) return;
    // One M7 may count through a whole run, and is waited for after each of its scenarios.
    const ends = [signal, watched.ending.signal];
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#heard.delete(done);
        for (const end of ends) end.removeEventListener('abort', done);
        resolve();
      };
      this.#heard.add(done);
      for (const end of ends) end.addEventListener('abort', done, { once: true });
    });
  }

  #begin(nonce: string, count: M7Count): void {
    this.#counts.set(nonce, count);
    const [oldest = ''] = [...this.#counts.keys()].filter((key) => key !== this.#watched?.nonce);
    if (this.#counts.size > mostCounts) this.#counts.delete(oldest);
  }

  async #watch(watched: Watched): Promise<void> {
    const { boot, clock, core, onSilence } = this.#options;
    const { count, ending } = watched;
    let slowAnswers = 0;
    let since = 0;
    while (!this.#isOver(watched)) {
      await clock.sleep((this.#silentMs(count) * clock.speed) / 4, ending.signal);
      // A Linux that is not there cannot be asked whether it stopped the core.
      if (!this.#isLost(count, since) || this.#isOver(watched) || boot() === undefined) continue;
      if (!(await this.#hadItsTime(count))) continue;
      const askedAt = monotonicMs();
      const said = await core(ending.signal);
      // Stopped or started by somebody's own command, or a Linux that is dead itself, which others tell of.
      if (said === undefined || this.#isOver(watched)) continue;
      // Where Linux has to wait for its answer, a simulated M7 on the same busy host waits as well.
      if (monotonicMs() - askedAt > this.#silentMs(count) / 4 && ++slowAnswers <= mostSlowAnswers) since = monotonicMs();
      if (!this.#isLost(count, since)) continue;
      this.#wasFoundStopped = said.state === 'offline';
      if (!this.#wasFoundStopped && !said.isStartedByHand) onSilence(lostPulse(watched));
      break;
    }
    if (this.#watched === watched) this.stop();
  }

  #isLost(count: M7Count, since: number): boolean {
    const silentSince = Math.max(count.at, this.#options.awakeSince(), since);
    return count.beganAgainAt !== undefined || monotonicMs() - silentSince >= this.#silentMs(count);
  }

  /** Since its last count, and where that went back, by what it said. */
  async #hadItsTime({ beganAgainAt, at, periodMs }: M7Count): Promise<boolean> {
    const { clock, wasGiven } = this.#options;
    return beganAgainAt !== undefined || !wasGiven || (await wasGiven(missedMs(clock, periodMs) * clock.speed, at));
  }

  #silentMs({ periodMs }: M7Count): number {
    const { clock } = this.#options;
    return Math.max(missedMs(clock, periodMs), clock.speed === 1 ? 0 : silentFloorMs);
  }

  #isOver({ boot, ending }: Watched): boolean {
    const now = this.#options.boot();
    // Between two boots nothing is asked.
    return ending.signal.aborted || (now !== undefined && now !== boot);
  }
}

const lostPulse = ({ count, image, other }: Watched): LostPulse => {
  const instead = count.beganAgainAt === undefined ? other : `it began again at tick ${count.beganAgainAt}`;
  return { tick: count.last, image, ...(instead === undefined ? {} : { instead }) };
};

const missedMs = ({ speed }: Clock, periodMs: number): number => Math.max(leastSilentMs / speed, periodsMissed * periodMs);
