import type { Device } from '../device.ts';
import type { Uart4 } from './uart4.ts';

export interface PolledUartParts {
  readonly uart: Uart4;
  readonly now: () => number;
  /** The core waits for the FIFO: what it waits for comes later. */
  readonly onPoll: () => void;
}

/** USR1, USR2 and UTS: whoever reads them again and again while bytes wait, and writes nothing, waits for their leaving. */
const status = new Set([0x94, 0x98, 0xb4]);
const readsOfPoll = 3;

/** UART4 as the core meets it: at the present time, and with the moment at which a poll of its FIFO may end. */
export class PolledUart implements Device {
  readonly #parts: PolledUartParts;
  #isPolled = false;
  #reads = 0;

  constructor(parts: PolledUartParts) {
    this.#parts = parts;
  }

  read(offset: number): number {
    const { uart, now, onPoll } = this.#parts;
    uart.advance(now());
    if (status.has(offset)) this.#reads++;
    this.#isPolled = uart.nextAt !== undefined && (uart.isFull || this.#reads >= readsOfPoll);
    if (this.#isPolled) onPoll();
    return uart.read(offset);
  }

  write(offset: number, value: number): void {
    const time = this.#parts.now();
    this.#reads = 0;
    this.#parts.uart.advance(time);
    this.#parts.uart.write(offset, value, time);
  }

  /** When the next byte leaves for which a poll waits, once; undefined when none does. */
  takePollEnd(): number | undefined {
    const end = this.#isPolled ? this.#parts.uart.nextAt : undefined;
    this.#isPolled = false;
    return end;
  }
}
