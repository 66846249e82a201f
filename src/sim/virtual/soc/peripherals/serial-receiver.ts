const bitsOfFrame = 10;

interface Level {
  readonly from: number;
  readonly high: boolean;
}

/** A receiver of 8N1 at its own rate on a wire whose sender has another: it begins at a falling edge and looks at the middle of each bit of its own. */
export class SerialReceiver {
  readonly #bitNs: number;
  readonly #heard: (byte: number) => void;
  #levels: Level[] = [];
  /** Until when the level of the wire is known. */
  #until = 0;
  /** Before this time the receiver is busy with a frame. */
  #free = 0;

  constructor(baud: number, heard: (byte: number) => void) {
    this.#bitNs = 1e9 / baud;
    this.#heard = heard;
  }

  /** A byte whose start bit begins at `from`, at the sender's rate. Times in nanoseconds, ascending. */
  take(byte: number, from: number, bitNs: number): void {
    const frame = (1 << 9) | (byte << 1);
    for (let bit = 0; bit < bitsOfFrame; bit++) this.#levels.push({ from: from + bit * bitNs, high: ((frame >>> bit) & 1) === 1 });
    this.#until = from + bitsOfFrame * bitNs;
    this.#read(this.#until);
  }

  /** The wire is at rest, which is high, until `now` at least. */
  rest(now: number): void {
    if (this.#levels.length > 0) this.#read(Math.max(now, this.#until));
  }

  #read(until: number): void {
    for (;;) {
      const start = this.#nextEdge();
      if (start === undefined) return;
      if (start + (bitsOfFrame - 0.5) * this.#bitNs > until) return;
      let byte = 0;
      for (let bit = 0; bit < 8; bit++) if (this.#at(start + (bit + 1.5) * this.#bitNs)) byte |= 1 << bit;
      this.#free = start + (bitsOfFrame - 0.5) * this.#bitNs;
      this.#heard(byte);
    }
  }

  /** The next falling edge at which the receiver is free. What lies before it is of no more use. */
  #nextEdge(): number | undefined {
    let wasHigh = true;
    for (const [index, { from, high }] of this.#levels.entries()) {
      if (wasHigh && !high && from >= this.#free) {
        this.#levels = this.#levels.slice(index);
        return from;
      }
      wasHigh = high;
    }
    this.#levels = this.#levels.slice(-1).filter(({ from }) => from >= this.#free);
    return undefined;
  }

  #at(time: number): boolean {
    let high = true;
    for (const level of this.#levels) {
      if (level.from > time) break;
      high = level.high;
    }
    return high;
  }
}
