import { monotonicMs } from '../core/time.ts';

// In host time. A busy host delays a timer by tenths of a second; what was stopped, frozen or asleep, by more.
const lookEveryMs = 250;
const gapMs = 1000;

/**
 * Notices when this program did not run: stopped by a signal, frozen with its container, or asleep with its host. What a board said meanwhile is still
 * unread then, so that its silence says nothing. CLOCK_MONOTONIC stands still while a host sleeps, and the wall clock does not.
 */
export class WakeUps implements Disposable {
  readonly #onGap: (ms: number) => void;
  readonly #ticking: NodeJS.Timeout;
  #looked = monotonicMs();
  #lookedWall = Date.now();
  #lastAt = 0;
  constructor(onGap: (ms: number) => void) {
    this.#onGap = onGap;
    this.#ticking = setInterval(() => this.look(), lookEveryMs);
    this.#ticking.unref();
  }

  /** Host monotonic milliseconds of the last time that this program began to run again; 0 for never. Call it before a silence is held against anybody. */
  look(): number {
    const now = monotonicMs();
    const wall = Date.now();
    const passed = Math.max(now - this.#looked, wall - this.#lookedWall);
    this.#looked = now;
    this.#lookedWall = wall;
    if (passed < lookEveryMs + gapMs) return this.#lastAt;
    this.#lastAt = now;
    this.#onGap(passed - lookEveryMs);
    return now;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticking);
  }
}
