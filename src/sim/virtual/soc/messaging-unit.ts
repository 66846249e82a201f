const channels = 4;
const TR = 0x00;
const RR = 0x10;
const SR = 0x20;
const CR = 0x24;

/** What the A53 side of the MU sees: Linux's mailbox driver (drivers/mailbox/imx-mailbox.c). */
export interface MuEvents {
  /** The M7 wrote a transmit register: the A53 has a word to read. */
  readonly onWord?: (channel: number) => void;
  /** The M7 read what the A53 had sent: the A53's transmit register is empty again. */
  readonly onTaken?: (channel: number) => void;
}

/** The messaging unit between A53 (side A) and M7 (side B): four words each way, each with a full bit. A stop of the M7 does not reset it. */
export class MessagingUnit {
  #toM7: (number | undefined)[] = new Array(channels).fill(undefined);
  #toA53: (number | undefined)[] = new Array(channels).fill(undefined);
  #control = 0;
  #events: MuEvents = {};
  readonly #line: (high: boolean) => void;

  /** `line`: the M7's interrupt of the unit, told whenever it may have changed. */
  constructor(line: (high: boolean) => void = () => {}) {
    this.#line = line;
  }

  /** RIEn in bits 27-24 and TIEn in bits 23-20 of CR let RFn and TEn of SR interrupt. */
  raise(): void {
    this.#line((this.#status() & this.#control & 0x0ff0_0000) !== 0);
  }

  reset(): void {
    this.#toM7 = new Array(channels).fill(undefined);
    this.#toA53 = new Array(channels).fill(undefined);
    this.#control = 0;
    this.raise();
  }

  /** Linux requests (or with {} frees) its mailbox channels. */
  listen(events: MuEvents): void {
    this.#events = events;
    for (let channel = 0; channel < channels; channel++) if (this.#toA53[channel] !== undefined) events.onWord?.(channel);
  }

  /** Side A: false while the M7 has not read the previous word. */
  canSend(channel: number): boolean {
    return this.#toM7[channel] === undefined;
  }

  send(channel: number, word: number): void {
    this.#toM7[channel] = word >>> 0;
    this.raise();
  }

  take(channel: number): number | undefined {
    const word = this.#toA53[channel];
    this.#toA53[channel] = undefined;
    this.raise();
    return word;
  }

  /** Side B, offset from 0x30AB0000. */
  read(offset: number): number {
    if (offset >= RR && offset < RR + 4 * channels) return this.#receive((offset - RR) >> 2);
    if (offset === SR) return this.#status();
    return offset === CR ? this.#control : 0;
  }

  write(offset: number, value: number): void {
    if (offset === CR) this.#control = value;
    if (offset < TR + 4 * channels) this.#transmit((offset - TR) >> 2, value);
    this.raise();
  }

  #transmit(channel: number, value: number): void {
    this.#toA53[channel] = value >>> 0;
    this.#events.onWord?.(channel);
  }

  #receive(channel: number): number {
    const word = this.#toM7[channel];
    if (word === undefined) return 0;
    this.#toM7[channel] = undefined;
    this.raise();
    this.#events.onTaken?.(channel);
    return word;
  }

  /** RFn in bits 27-24 and TEn in bits 23-20, channel 0 highest. */
  #status(): number {
    let status = 0;
    for (let channel = 0; channel < channels; channel++) {
      if (this.#toM7[channel] !== undefined) status |= 1 << (27 - channel);
      if (this.#toA53[channel] === undefined) status |= 1 << (23 - channel);
    }
    return status;
  }
}
