import type { Clock } from '../../core/time.ts';

/** From one reset to the next: everything that runs on the board lives inside one, and ends with it. */
export class BoardLife {
  readonly clock: Clock;
  readonly resetCause: string;
  /** Board time of the reset. */
  readonly since: number;
  readonly #end = new AbortController();
  constructor(clock: Clock, resetCause: string) {
    this.clock = clock;
    this.resetCause = resetCause;
    this.since = clock.now();
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  end(): void {
    this.#end.abort(new LifeOver());
  }

  /** Board milliseconds since the reset. */
  age(): number {
    return this.clock.now() - this.since;
  }

  /** Sleeps until the board is `age` milliseconds old; not at all when it already is, so that the delays of a boot do not add up. */
  async until(age: number): Promise<void> {
    this.#end.signal.throwIfAborted();
    const left = age - this.age();
    if (left > 0) await this.clock.sleep(left, this.#end.signal);
  }

  sleep(ms: number): Promise<void> {
    return this.clock.sleep(ms, this.#end.signal);
  }
}

/** The reset or the loss of power that ended a life. Not an error of anybody. */
export class LifeOver extends Error {
  constructor() {
    super('the board was reset or lost its power');
    this.name = 'LifeOver';
  }
}
