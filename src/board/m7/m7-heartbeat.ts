import { type Clock, monotonicMs } from '../../core/time.ts';
import { parseFirmwareLine } from '../../knowledge/firmware/banner.ts';
import type { M7Listening } from './m7-console.ts';
import type { Heartbeat } from './proof-of-life.ts';

/** An M7 that was proven alive by a counter, and nobody has stopped, started or reset since: it should tick on. */
export interface ExpectedHeartbeat {
  readonly firmware: string;
  readonly nonce: string;
  /** The last count that was heard. */
  readonly count: number;
  /** Host monotonic milliseconds at which it was heard. */
  readonly heardAt: number;
  /** Board milliseconds: the longest pause between two counts so far. */
  readonly everyMs: number;
}

/** Follows the counter of the image that lives. Concludes nothing from its silence. */
export class M7Heartbeat {
  readonly #clock: Clock;
  #expected: ExpectedHeartbeat | undefined;

  constructor(console: M7Listening | undefined, clock: Clock) {
    this.#clock = clock;
    console?.onLine(({ text, at }) => this.#hear(text, at));
  }

  /** Undefined where no M7 should tick, or none that can be told from silence. */
  get expected(): ExpectedHeartbeat | undefined {
    return this.#expected;
  }

  begin(firmware: string, { nonce, count, everyMs }: Heartbeat): void {
    this.#expected = { firmware, nonce, count, everyMs, heardAt: monotonicMs() };
  }

  /** The core was stopped, started anew or reset, or its power is off. */
  end(): void {
    this.#expected = undefined;
  }

  #hear(text: string, at: number): void {
    const before = this.#expected;
    if (!before) return;
    const line = parseFirmwareLine(text);
    if (line?.kind !== 'tick' || line.nonce !== before.nonce || line.count <= before.count) return;
    const everyMs = Math.max(before.everyMs, ((at - before.heardAt) * this.#clock.speed) / (line.count - before.count));
    this.#expected = { ...before, count: line.count, heardAt: at, everyMs };
  }
}
