import { SerialReceiver } from './serial-receiver.ts';

// i.MX UART: registers and bits of the reference manual's UART chapter.
const URXD = 0x00;
const UTXD = 0x40;
const UCR1 = 0x80;
const UCR2 = 0x84;
const UCR4 = 0x8c;
const UFCR = 0x90;
const USR1 = 0x94;
const USR2 = 0x98;
const UBIR = 0xa4;
const UBMR = 0xa8;
const UTS = 0xb4;

const fifoDepth = 32;
/** TXTL 2 and RXTL 1, reference clock divided by 6. */
const ufcrAfterReset = 0x0801;
/** At the other end of the wire. */
const listenersBaud = 115_200;
const withinTolerance = 0.04;

const USR1_TRDY = 1 << 13;
const USR1_RRDY = 1 << 9;
const USR1_AGTIM = 1 << 8;
const USR2_TXFE = 1 << 14;
const USR2_TXDC = 1 << 3;
const USR2_RDR = 1;

/** Which status bit interrupts when which control bit is set: TRDYEN, RRDYEN, TXMPTYEN; ATEN; TCEN, DREN. */
const interrupts: readonly (readonly [control: number, bit: number, status: number, flag: number])[] = [
  [UCR1, 1 << 13, USR1, USR1_TRDY],
  [UCR1, 1 << 9, USR1, USR1_RRDY],
  [UCR1, 1 << 6, USR2, USR2_TXFE],
  [UCR2, 1 << 3, USR1, USR1_AGTIM],
  [UCR4, 1 << 3, USR2, USR2_TXDC],
  [UCR4, 1, USR2, USR2_RDR],
];

export interface UartParts {
  /** A byte as whoever listens at 115200 baud hears it. */
  readonly send: (byte: number) => void;
  readonly mishap: (sentence: string) => void;
  /** Of the root clock, in Hz; 0 when it is off. */
  readonly clock: () => number;
  /** The interrupt, told whenever it may have changed. */
  readonly line?: (high: boolean) => void;
}

/** UART4 with its FIFOs and interrupts, at the rate that clock and baud registers give. Time is the M7's, in nanoseconds. */
export class Uart4 {
  readonly #parts: UartParts;
  readonly #registers = new Map<number, number>();
  #fifo: number[] = [];
  #received: number[] = [];
  #shiftedAt = 0;
  readonly #other: SerialReceiver;

  constructor(parts: UartParts) {
    this.#parts = parts;
    this.#other = new SerialReceiver(listenersBaud, parts.send);
  }

  reset(): void {
    this.#registers.clear();
    this.#fifo = [];
    this.#received = [];
    this.#raise();
  }

  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    if (this.#received.length > fifoDepth) this.#received.length = fifoDepth;
    this.#raise();
  }

  /** Shifts out what the rate lets out until `now`. */
  advance(now: number): void {
    if (this.#fifo.length === 0) {
      this.#other.rest(now);
      return;
    }
    const { byteNs } = this;
    const count = byteNs === Number.POSITIVE_INFINITY ? 0 : Math.floor((now - this.#shiftedAt) / byteNs);
    for (const [index, byte] of this.#fifo.splice(0, Math.max(0, count)).entries())
      this.#leave(byte, this.#shiftedAt + index * byteNs, byteNs);
    this.#shiftedAt = this.#fifo.length === 0 ? now : count > 0 ? this.#shiftedAt + count * byteNs : this.#shiftedAt;
    if (this.#fifo.length === 0) this.#other.rest(now);
    if (count > 0) this.#raise();
  }

  /** When the next byte leaves the FIFO; undefined when it is empty or no clock drives it out. */
  get nextAt(): number | undefined {
    return this.#fifo.length === 0 || this.byteNs === Number.POSITIVE_INFINITY ? undefined : this.#shiftedAt + this.byteNs;
  }

  /** When it next may interrupt by itself: while bytes wait and their leaving is asked for. */
  get wakesAt(): number {
    const asked = this.#register(UCR1) & ((1 << 13) | (1 << 6)) || this.#register(UCR4) & (1 << 3);
    return asked ? (this.nextAt ?? Infinity) : Infinity;
  }

  get isFull(): boolean {
    return this.#fifo.length >= fifoDepth;
  }

  /** 10 bits at the present rate; Infinity without a clock. A program that sets no rate gets that of the listener: what a bootloader left is not known here. */
  get byteNs(): number {
    if (!this.#registers.has(UBMR)) return 1e10 / listenersBaud;
    const baud = baudOf(this.#parts.clock(), this.#register(UFCR), this.#register(UBIR), this.#register(UBMR));
    return baud > 0 ? 1e10 / baud : Number.POSITIVE_INFINITY;
  }

  read(offset: number): number {
    switch (offset) {
      case URXD:
        return this.#take();
      case USR1:
        return this.#status1();
      case USR2:
        return this.#status2();
      case UTS:
        return (this.isFull ? 1 << 4 : 0) | (this.#received.length === 0 ? 1 << 5 : 0) | (this.#fifo.length === 0 ? 1 << 6 : 0);
      case UCR2:
        // SRST reads 1 once the software reset is over.
        return this.#register(offset) | 1;
      default:
        return this.#register(offset);
    }
  }

  write(offset: number, value: number, now: number): void {
    if (offset === UTXD) this.#transmit(value & 0xff, now);
    else this.#registers.set(offset, value);
    this.#raise();
  }

  #register(offset: number): number {
    return this.#registers.get(offset) ?? (offset === UFCR ? ufcrAfterReset : 0);
  }

  #take(): number {
    const byte = this.#received.shift();
    this.#raise();
    return byte === undefined ? 0 : 0x8000 | byte;
  }

  /** TRDY: fewer bytes wait than TXTL. RRDY: as many came as RXTL. What is less has waited long enough for the aging timer by the time anybody looks. */
  #status1(): number {
    const [txtl, rxtl] = [this.#register(UFCR) >>> 10, this.#register(UFCR) & 0x3f];
    const came = this.#received.length;
    const ready = came >= Math.max(1, rxtl) ? USR1_RRDY : came > 0 ? USR1_AGTIM : 0;
    return (this.#fifo.length < Math.max(1, txtl) ? USR1_TRDY : 0) | ready;
  }

  #status2(): number {
    return (this.#fifo.length === 0 ? USR2_TXFE | USR2_TXDC : 0) | (this.#received.length > 0 ? USR2_RDR : 0);
  }

  #raise(): void {
    const status: Readonly<Record<number, number>> = { [USR1]: this.#status1(), [USR2]: this.#status2() };
    const isOn = (this.#register(UCR1) & 1) === 1;
    this.#parts.line?.(isOn && interrupts.some(([control, bit, where, flag]) => this.#register(control) & bit && status[where]! & flag));
  }

  #leave(byte: number, from: number, byteNs: number): void {
    const isAtRate = Math.abs((byteNs * listenersBaud) / 1e10 - 1) <= withinTolerance;
    if (isAtRate) {
      this.#parts.send(byte);
      return;
    }
    const baud = Math.round(1e10 / byteNs);
    this.#parts.mishap(
      `UART4 sends at ${baud} baud, and its console listens at ${listenersBaud}: what is heard is rubbish; look at UBMR and UBIR, and at the root clock that they are made for`,
    );
    this.#other.take(byte, from, byteNs / 10);
  }

  #transmit(byte: number, now: number): void {
    const enabled = this.#register(UCR1) & 1 && this.#register(UCR2) & 4;
    if (!enabled) {
      this.#parts.mishap('UART4: a byte was written while UARTEN or TXEN was off; nothing left the pin');
    } else if (this.isFull) {
      this.#parts.mishap('UART4: a byte was written into the full transmit FIFO and is lost; wait for UTS.TXFULL to clear');
    } else {
      if (this.#fifo.length === 0) this.#shiftedAt = now;
      this.#fifo.push(byte);
    }
  }
}

const UBIR_RATIO = 16;

/** RFDIV in bits 9-7 of UFCR to what it divides the reference clock by. */
const dividers = [6, 5, 4, 3, 2, 1, 7];

/** Baud of the i.MX UART: its reference clock by RFDIV, 16 and (UBMR + 1) / (UBIR + 1). 0 without a clock. */
const baudOf = (clock: number, ufcr: number, ubir: number, ubmr: number): number => {
  const reference = clock / (dividers[(ufcr >>> 7) & 7] ?? 1);
  return (reference * ((ubir & 0xffff) + 1)) / ((ubmr & 0xffff) + 1) / UBIR_RATIO;
};
