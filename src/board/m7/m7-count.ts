/** A counter as it is heard over a wire that may lose, spoil or repeat some of what it says. */
export class M7Count {
  #last: number;
  #at: number;
  #periodMs = 0;
  #run: Run | undefined;
  #beganAgainAt: number | undefined;
  #mayRepeat = false;

  /** `at`: host monotonic milliseconds. */
  constructor(count: number, at: number) {
    this.#last = count;
    this.#at = at;
  }

  /** The highest count that was heard, and when. */
  get last(): number {
    return this.#last;
  }

  get at(): number {
    return this.#at;
  }

  /** Host milliseconds: the longest pause between two counts so far. */
  get periodMs(): number {
    return this.#periodMs;
  }

  /** The count at which it began anew; undefined while it has not. */
  get beganAgainAt(): number | undefined {
    return this.#beganAgainAt;
  }

  /** The wire was away and came back: a terminal server may repeat what it has. */
  wireCameBack(): void {
    this.#mayRepeat = true;
    this.#run = undefined;
  }

  /** True where the counter has moved on. */
  hear(count: number, at: number): boolean {
    if (follows(this.#last, count)) return this.#moveOn(count, at);
    this.#run =
      this.#run && follows(this.#run.count, count)
        ? { ...this.#run, count, steps: this.#run.steps + 1 }
        : { first: count, count, steps: 0 };
    if (this.#run.steps < stepsOfARun) return false;
    // What was lost between the two is lost.
    if (count > this.#last) return this.#moveOn(count, at);
    if (!this.#mayRepeat) this.#beganAgainAt ??= this.#run.first;
    return false;
  }

  #moveOn(count: number, at: number): true {
    const pauseMs = Math.min(at - this.#at, longestPauseMs) / (count - this.#last);
    this.#periodMs = Math.max(this.#periodMs, pauseMs);
    this.#last = count;
    this.#at = at;
    this.#run = undefined;
    this.#mayRepeat = false;
    return true;
  }
}

/** Counts in a row that do not go on from the last one. */
interface Run {
  readonly first: number;
  readonly count: number;
  readonly steps: number;
}

// A wire that spoils one digit makes any count of it, but hardly ever several in a row that follow each other.
const stepsOfARun = 3;
const mostLost = 5;
const longestPauseMs = 5000;

const follows = (before: number, count: number): boolean => count > before && count <= before + mostLost;
