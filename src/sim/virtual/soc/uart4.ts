// i.MX UART: registers of the reference manual's UART chapter.
const URXD = 0x00;
const UTXD = 0x40;
const UCR1 = 0x80;
const UCR2 = 0x84;
const USR1 = 0x94;
const USR2 = 0x98;
const UTS = 0xb4;

const fifoDepth = 32;
/** 10 bits at 115200 baud, in nanoseconds. */
const byteNs = 86_806;

/** UART4's transmitter with its FIFO, and a receiver. Time is the M7's, in nanoseconds. */
export class Uart4 {
  readonly #send: (byte: number) => void;
  readonly #mishap: (sentence: string) => void;
  readonly #registers = new Map<number, number>();
  #fifo: number[] = [];
  #received: number[] = [];
  #shiftedAt = 0;

  constructor(send: (byte: number) => void, mishap: (sentence: string) => void) {
    this.#send = send;
    this.#mishap = mishap;
  }

  reset(): void {
    this.#registers.clear();
    this.#fifo = [];
    this.#received = [];
  }

  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    if (this.#received.length > fifoDepth) this.#received.length = fifoDepth;
  }

  /** Shifts out what 115200 baud lets out until `now`. */
  advance(now: number): void {
    if (this.#fifo.length === 0) return;
    const sent = this.#fifo.splice(0, Math.floor((now - this.#shiftedAt) / byteNs));
    this.#shiftedAt = this.#fifo.length === 0 ? now : this.#shiftedAt + sent.length * byteNs;
    for (const byte of sent) this.#send(byte);
  }

  /** When the next byte leaves the FIFO; undefined when it is empty. */
  get nextAt(): number | undefined {
    return this.#fifo.length === 0 ? undefined : this.#shiftedAt + byteNs;
  }

  get isFull(): boolean {
    return this.#fifo.length >= fifoDepth;
  }

  read(offset: number): number {
    switch (offset) {
      case URXD: {
        const byte = this.#received.shift();
        return byte === undefined ? 0 : 0x8000 | byte;
      }
      case USR1:
        return (this.isFull ? 0 : 1 << 13) | (this.#received.length > 0 ? 1 << 9 : 0);
      case USR2:
        return (this.#fifo.length === 0 ? (1 << 14) | (1 << 3) : 0) | (this.#received.length > 0 ? 1 : 0);
      case UTS:
        return (this.isFull ? 1 << 4 : 0) | (this.#received.length === 0 ? 1 << 5 : 0) | (this.#fifo.length === 0 ? 1 << 6 : 0);
      case UCR2:
        // SRST reads 1 once the software reset is over.
        return (this.#registers.get(offset) ?? 0) | 1;
      default:
        return this.#registers.get(offset) ?? 0;
    }
  }

  write(offset: number, value: number, now: number): void {
    if (offset === UTXD) this.#transmit(value & 0xff, now);
    else this.#registers.set(offset, value);
  }

  #transmit(byte: number, now: number): void {
    const enabled = (this.#registers.get(UCR1) ?? 0) & 1 && (this.#registers.get(UCR2) ?? 0) & 4;
    if (!enabled) {
      this.#mishap('UART4: a byte was written while UARTEN or TXEN was off; nothing left the pin');
    } else if (this.isFull) {
      this.#mishap('UART4: a byte was written into the full transmit FIFO and is lost; wait for UTS.TXFULL to clear');
    } else {
      if (this.#fifo.length === 0) this.#shiftedAt = now;
      this.#fifo.push(byte);
    }
  }
}
