import type { Device } from '../device.ts';

const channels = 4;
const TR = 0x00;
const RR = 0x10;
const SR = 0x20;
const CR = 0x24;

/** GIPn of SR and GIEn of CR in bits 31-28, GIRn of CR in bits 19-16, each with channel 0 highest; flags of the other side in bits 2-0. */
const generalInterrupts = 0xf000_0000;
const generalRequests = 0xf_0000;
const requestShift = 12;
const flags = 7;

/** What the A53 side of the MU sees: Linux's mailbox driver (drivers/mailbox/imx-mailbox.c). */
export interface MuEvents {
  /** The M7 wrote a transmit register: the A53 has a word to read. */
  readonly onWord?: (channel: number) => void;
  /** The M7 read what the A53 had sent: the A53's transmit register is empty again. */
  readonly onTaken?: (channel: number) => void;
}

interface Side {
  /** What the other side sent and this one has not read. */
  readonly received: (number | undefined)[];
  control: number;
  /** GIPn. */
  pending: number;
}

const atRest = (): Side => ({ received: new Array(channels).fill(undefined), control: 0, pending: 0 });

/** The messaging unit between A53 (side A) and M7 (side B): four words each way, each with a full bit, four general purpose interrupts and three flags. A stop of the M7 does not reset it. */
export class MessagingUnit implements Device {
  #a = atRest();
  #b = atRest();
  #events: MuEvents = {};
  readonly #line: (high: boolean) => void;

  /** `line`: the M7's interrupt of the unit, told whenever it may have changed. */
  constructor(line: (high: boolean) => void = () => {}) {
    this.#line = line;
  }

  /** GIEn, RIEn and TIEn of CR let GIPn, RFn and TEn of SR interrupt, bit by bit. */
  raise(): void {
    this.#line((status(this.#b, this.#a) & this.#b.control & 0xfff0_0000) !== 0);
  }

  reset(): void {
    [this.#a, this.#b] = [atRest(), atRest()];
    this.raise();
  }

  /** Linux requests (or with {} frees) its mailbox channels. */
  listen(events: MuEvents): void {
    this.#events = events;
    for (let channel = 0; channel < channels; channel++) if (this.#a.received[channel] !== undefined) events.onWord?.(channel);
  }

  /** Side A: false while the M7 has not read the previous word. */
  canSend(channel: number): boolean {
    return this.#b.received[channel] === undefined;
  }

  send(channel: number, word: number): void {
    this.#b.received[channel] = word >>> 0;
    this.raise();
  }

  take(channel: number): number | undefined {
    const word = this.#a.received[channel];
    this.#a.received[channel] = undefined;
    this.raise();
    return word;
  }

  /** Side B, offset from 0x30AB0000. */
  read(offset: number): number {
    if (offset >= RR && offset < RR + 4 * channels) return this.#receive((offset - RR) >> 2);
    return registerOf(this.#b, this.#a, offset);
  }

  write(offset: number, value: number): void {
    if (offset < TR + 4 * channels) this.#transmit((offset - TR) >> 2, value);
    else store(this.#b, this.#a, offset, value);
    this.raise();
  }

  /** Side A's registers, offset from 0x30AA0000, for whoever reaches them without Linux's driver. */
  readonly sideA: Device = {
    read: (offset) => {
      if (offset < RR || offset >= RR + 4 * channels) return registerOf(this.#a, this.#b, offset);
      return this.take((offset - RR) >> 2) ?? 0;
    },
    write: (offset, value) => {
      if (offset < TR + 4 * channels) this.send((offset - TR) >> 2, value);
      else store(this.#a, this.#b, offset, value);
      this.raise();
    },
  };

  #transmit(channel: number, value: number): void {
    this.#a.received[channel] = value >>> 0;
    this.#events.onWord?.(channel);
  }

  #receive(channel: number): number {
    const word = this.#b.received[channel];
    if (word === undefined) return 0;
    this.#b.received[channel] = undefined;
    this.raise();
    this.#events.onTaken?.(channel);
    return word;
  }
}

const registerOf = (own: Side, other: Side, offset: number): number => {
  if (offset === SR) return status(own, other);
  return offset === CR ? own.control >>> 0 : 0;
};

/** GIPn, RFn in bits 27-24, TEn in bits 23-20, EP in bit 8 stays 0: what the other side did has arrived. */
const status = (own: Side, other: Side): number => {
  let bits = own.pending | (other.control & flags);
  for (let channel = 0; channel < channels; channel++) {
    if (own.received[channel] !== undefined) bits |= 1 << (27 - channel);
    if (other.received[channel] === undefined) bits |= 1 << (23 - channel);
  }
  return bits >>> 0;
};

/** A 1 in GIRn asks the other side, and reads 1 until that side clears its GIPn with a 1. */
const store = (own: Side, other: Side, offset: number, value: number): void => {
  if (offset === SR) {
    own.pending &= ~(value & generalInterrupts);
    other.control &= ~((value & generalInterrupts) >>> requestShift);
  }
  if (offset !== CR) return;
  const requests = value & generalRequests;
  own.control = (value & ~generalRequests) | (own.control & generalRequests) | requests;
  other.pending |= requests << requestShift;
};
