import type { ConsoleLine } from '../../core/console.ts';
import type { M7Observation } from '../../core/outcome.ts';
import type { RemoteCoreState } from '../../core/remote-core.ts';
import { type Clock, monotonicMs } from '../../core/time.ts';
import { parseFirmwareLine } from '../../knowledge/firmware/banner.ts';

export interface M7PulseOptions {
  readonly clock: Clock;
  /** Which boot it is, while Linux runs; undefined otherwise. */
  readonly boot: () => number | undefined;
  /** What Linux says of the core; undefined when it does not answer. */
  readonly state: (signal: AbortSignal) => Promise<RemoteCoreState | undefined>;
  /** Host monotonic milliseconds since which this program has run. */
  readonly awakeSince: () => number;
  readonly onSilence: (last: { readonly tick: number; readonly image: string }) => void;
}

interface Tick {
  readonly nonce: string;
  readonly image: string;
  readonly count: number;
  readonly at: number;
}

interface Watched {
  readonly nonce: string;
  readonly boot: number | undefined;
  readonly ending: AbortController;
}

// Board time: the test images count several times a second; under load, a UART bridge holds bytes back for tenths of one.
const leastSilentMs = 3000;
// Wall time: a board that lives faster still shares a busy host.
const silentFloorMs = 2000;
const periodsMissed = 10;

/** Whether an M7 that has proven a counter goes on counting: on its own UART, since what Linux says of it is no proof of life. */
export class M7Pulse {
  readonly #options: M7PulseOptions;
  readonly #heard = new Set<() => void>();
  #last: Tick | undefined;
  #periodMs = 0;
  #watched: Watched | undefined;
  constructor(options: M7PulseOptions) {
    this.#options = options;
  }

  /** Every line of the M7's UART. */
  line({ text, at, terminated }: Pick<ConsoleLine, 'text' | 'at' | 'terminated'>): void {
    const said = terminated ? parseFirmwareLine(text) : undefined;
    if (said?.kind !== 'tick') return;
    const before = this.#last?.nonce === said.nonce ? this.#last : undefined;
    // A line that comes twice is an echo or a copy, and counts for nothing.
    if (before && said.count <= before.count) return;
    this.#periodMs = before ? Math.max(this.#periodMs, Math.min(at - before.at, 5000) / (said.count - before.count)) : 0;
    this.#last = { nonce: said.nonce, image: said.name, count: said.count, at };
    for (const tell of this.#heard) tell();
  }

  /** One look at the M7 is over: from a counter that moved on, it has to move. */
  observed({ outcome }: M7Observation): void {
    this.stop();
    if (outcome !== 'alive' || !this.#last || monotonicMs() - this.#last.at > this.#silentMs) return;
    this.#watched = { nonce: this.#last.nonce, boot: this.#options.boot(), ending: new AbortController() };
    void this.#watch(this.#watched).catch(() => {});
  }

  /** The M7 is stopped, started anew or without power. */
  stop(): void {
    this.#watched?.ending.abort();
    this.#watched = undefined;
  }

  /** Resolves once an M7 that should count has counted on, or has been found silent; at once where none should. */
  async next(signal: AbortSignal): Promise<void> {
    const watched = this.#watched;
    if (!watched || this.#isOver(watched)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#heard.delete(done);
        resolve();
      };
      this.#heard.add(done);
      for (const end of [signal, watched.ending.signal]) end.addEventListener('abort', done, { once: true });
    });
  }

  async #watch(watched: Watched): Promise<void> {
    const { awakeSince, clock, onSilence, state } = this.#options;
    const { signal } = watched.ending;
    while (!this.#isOver(watched)) {
      await clock.sleep((this.#silentMs * clock.speed) / 4, signal);
      const since = Math.max(this.#last!.at, awakeSince());
      // A Linux that is not there cannot be asked whether it stopped the core.
      if (monotonicMs() - since < this.#silentMs || this.#isOver(watched) || this.#options.boot() === undefined) continue;
      const said = await state(signal);
      // Stopped by somebody's own command, or a Linux that is dead itself, which others tell of.
      if (said === undefined || this.#isOver(watched)) continue;
      if (said !== 'offline' && monotonicMs() - this.#last!.at >= this.#silentMs)
        onSilence({ tick: this.#last!.count, image: this.#last!.image });
      break;
    }
    if (this.#watched === watched) this.stop();
  }

  get #silentMs(): number {
    const { speed } = this.#options.clock;
    return Math.max(leastSilentMs / speed, periodsMissed * this.#periodMs, speed === 1 ? 0 : silentFloorMs);
  }

  #isOver({ boot, nonce, ending }: Watched): boolean {
    const now = this.#options.boot();
    // Between two boots nothing is asked; another nonce is another start.
    return ending.signal.aborted || (now !== undefined && now !== boot) || this.#last?.nonce !== nonce;
  }
}
