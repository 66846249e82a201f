const ENABLE = 1;
const TICKINT = 2;
const COUNTFLAG = 1 << 16;

/** SysTick (B3.3). Time is counted in cycles of the core by whoever owns it. */
export class SysTick {
  #control = 0;
  #counted = false;
  #stoppedAt = 0;
  reload = 0;
  /** Cycle at which the counter reaches 0; Infinity while it is off. */
  nextAt = Number.POSITIVE_INFINITY;
  readonly #pend: () => void;

  constructor(pend: () => void) {
    this.#pend = pend;
  }

  advance(now: number): void {
    if (now < this.nextAt) return;
    const period = this.reload + 1;
    this.nextAt = this.reload === 0 ? Number.POSITIVE_INFINITY : this.nextAt + period * (Math.floor((now - this.nextAt) / period) + 1);
    this.#counted = true;
    if (this.#control & TICKINT) this.#pend();
  }

  /** Reading clears COUNTFLAG. */
  readControl(): number {
    const counted = this.#counted ? COUNTFLAG : 0;
    this.#counted = false;
    return this.#control | counted;
  }

  current(now: number): number {
    if (this.nextAt === Number.POSITIVE_INFINITY) return this.#stoppedAt;
    return Math.max(0, Math.min(this.reload, Math.floor(this.nextAt - now)));
  }

  writeControl(value: number, now: number): void {
    const was = this.#control;
    this.#control = value & 7;
    if (!(value & ENABLE)) this.#stop(now);
    else if (!(was & ENABLE)) this.#start(now, this.#stoppedAt === 0 ? this.reload + 1 : this.#stoppedAt);
  }

  /** Any write clears the counter and COUNTFLAG. */
  clear(now: number): void {
    this.#counted = false;
    this.#stoppedAt = 0;
    if (this.#control & ENABLE) this.#start(now, this.reload + 1);
  }

  #start(now: number, cycles: number): void {
    this.nextAt = this.reload > 0 ? now + cycles : Number.POSITIVE_INFINITY;
  }

  #stop(now: number): void {
    this.#stoppedAt = this.current(now);
    this.nextAt = Number.POSITIVE_INFINITY;
  }
}
