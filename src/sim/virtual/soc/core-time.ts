import type { Clock } from '../../../core/time.ts';

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

/** More of them are merged, so that a core which is short of time for hours costs no memory. */
const mostEntries = 512;

/** Board time that nobody had the host time to simulate, in nanoseconds. */
class LostTime {
  #entries: { readonly at: number; readonly ns: number }[] = [];

  /** `at`: the end of the time that was lost. */
  add(at: number, ns: number): void {
    if (ns <= 0) return;
    this.#entries.push({ at, ns });
    if (this.#entries.length > mostEntries) this.#merge();
  }

  /** How much of the time since `at` was lost. */
  since(at: number): number {
    let sum = 0;
    for (const entry of this.#entries) if (entry.at > at) sum += Math.min(entry.ns, entry.at - at);
    return sum;
  }

  // Under the later of two moments: what is asked for the time since the earlier one is then too much and never too little.
  #merge(): void {
    const merged: { readonly at: number; readonly ns: number }[] = [];
    for (let at = 0; at + 1 < this.#entries.length; at += 2) {
      const [first, second] = [this.#entries[at]!, this.#entries[at + 1]!];
      merged.push({ at: second.at, ns: first.ns + second.ns });
    }
    if (this.#entries.length % 2 === 1) merged.push(this.#entries.at(-1)!);
    this.#entries = merged;
  }
}
