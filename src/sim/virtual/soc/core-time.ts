import type { Clock } from '../../../core/time.ts';
import { LostTime } from './lost-time.ts';

/** How far a core has come in the time of its board, in nanoseconds since its origin, and what of that it was given. */
export class CoreTime {
  /** The core has come so far. */
  now = 0;
  readonly #clock: Clock;
  readonly #origin: number;
  readonly #lost = new LostTime();
  /** Passed over outside the core's own runs, while it had something to do. */
  #skipped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#origin = clock.now();
  }

  /** The board has come so far. */
  get ofBoard(): number {
    return (this.#clock.now() - this.#origin) * 1e6;
  }

  /** An A53 is met at its own time. */
  catchUp(isBusy: boolean): number {
    const to = Math.max(this.now, this.ofBoard);
    if (isBusy) this.#skipped += to - this.now;
    return to;
  }

  /** A run is over that should have come to `target`. `coveredMs`: host milliseconds that the core paid for with what it used of the host. */
  endRun(target: number, isBusy: boolean, coveredMs: number): void {
    if (isBusy) this.#lost.add(target, this.#skipped + target - this.now - coveredMs * this.#clock.speed * 1e6);
    this.#skipped = 0;
  }

  /**
   * Board milliseconds since `at`, a moment of the board's clock, that the core was given: it executed or slept through them, or stood still as a real
   * one would. Where it was busy, host time at its share counts. What a late host kept from it counts for nothing.
   */
  givenSince(at: number, hasWork: boolean): number {
    const from = (at - this.#origin) * 1e6;
    const to = hasWork ? this.now : this.ofBoard;
    return Math.max(0, to - from - this.#lost.since(from) - this.#skipped) / 1e6;
  }
}
