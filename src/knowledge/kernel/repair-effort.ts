/** Guesses that a stretch of log may cost at once: a look at all lines behind a report's body, twice over. */
const most = 6000;
/** Guesses that a byte of log is worth: a guess takes about 3 µs, so this is a twentieth of a second a megabyte. */
const perByte = 0.015;

/**
 * How many more guesses at damaged headlines a log is worth. It is counted from byte offsets and never from time, so that a log gives the same
 * answer on every machine and however its bytes are cut.
 */
export class RepairEffort {
  #left = most;
  #at = 0;

  /** What was read since gives new effort. `offset`: the first byte of the line being looked at. */
  reach(offset: number): void {
    this.#left = Math.min(most, this.#left + Math.max(0, offset - this.#at) * perByte);
    this.#at = offset;
  }

  /** True when there is none left for now. */
  get isSpent(): boolean {
    return this.#left < 1;
  }

  /** True while there is effort for one more guess. */
  spend(): boolean {
    if (this.isSpent) return false;
    this.#left--;
    return true;
  }
}
