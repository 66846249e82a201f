import type { TimedDevice } from '../device.ts';

// i.MX WDOG: 16-bit registers of the reference manual's chapter on the watchdog timer.
const WCR = 0x00;
const WSR = 0x02;
const WRSR = 0x04;
const WICR = 0x06;
const WMCR = 0x08;

const WDE = 1 << 2;
/** Bits 4 and 5 are 1 at rest; a 0 in bit 4 (SRS) resets the chip at once. */
const SRS = 1 << 4;
const atRest = 0x30;
const service = [0x5555, 0xaaaa];
const halfSecondNs = 5e8;
const WIE = 1 << 15;
const WTIS = 1 << 14;
const POR = 1 << 4;

export interface WatchdogParts {
  readonly now: () => number;
  readonly line: (high: boolean) => void;
  /** It pulls the reset of the whole chip. */
  readonly bite: () => void;
}

/** One watchdog that the M7 may use: counts half seconds, warns by interrupt, and resets the chip when nobody serves it in time. */
export class Watchdog implements TimedDevice {
  readonly #parts: WatchdogParts;
  #control = atRest;
  #interrupt = 0x4;
  #misc = 1;
  #warned = false;
  #last = 0;
  /** When it was last served. */
  #since = 0;

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
  }

  reset(): void {
    this.#control = atRest;
    this.#interrupt = 0x4;
    this.#misc = 1;
    this.#warned = false;
    this.#parts.line(false);
  }

  read(offset: number): number {
    if (offset === WCR) return this.#control;
    if (offset === WRSR) return POR | ((this.#interrupt | (this.#warned ? WTIS : 0)) << 16);
    return offset === WMCR ? this.#misc : 0;
  }

  write(offset: number, value: number, size: 8 | 16 | 32): void {
    this.#store(offset, value & 0xffff);
    if (size === 32) this.#store(offset + 2, value >>> 16);
  }

  advance(now: number): void {
    if (!(this.#control & WDE)) return;
    if (now >= this.#warnsAt) {
      this.#warned = true;
      this.#parts.line(true);
    }
    if (now < this.#bitesAt) return;
    this.#since = now;
    this.#parts.bite();
  }

  /** The host did not let the core execute for so long: it could not have served. */
  pause(ns: number): void {
    this.#since += ns;
  }

  get nextAt(): number {
    return this.#control & WDE ? Math.min(this.#warnsAt, this.#bitesAt) : Infinity;
  }

  get #bitesAt(): number {
    return this.#since + ((this.#control >>> 8) + 1) * halfSecondNs;
  }

  /** WICT in bits 7-0: half seconds before the end. */
  get #warnsAt(): number {
    return this.#interrupt & WIE && !this.#warned ? this.#bitesAt - (this.#interrupt & 0xff) * halfSecondNs : Infinity;
  }

  #store(offset: number, value: number): void {
    if (offset === WCR) this.#setControl(value);
    else if (offset === WSR) this.#serve(value);
    else if (offset === WICR) this.#setInterrupt(value);
    else if (offset === WMCR) this.#misc &= value;
  }

  /** WDE stays once it is set; the timeout takes effect with the next service, or when it starts. */
  #setControl(value: number): void {
    if (!(value & SRS)) this.#parts.bite();
    if (value & WDE && !(this.#control & WDE)) this.#since = this.#parts.now();
    this.#control = value | (this.#control & WDE) | SRS;
  }

  #serve(value: number): void {
    if (value === service[1] && this.#last === service[0]) this.#since = this.#parts.now();
    this.#last = value;
  }

  #setInterrupt(value: number): void {
    this.#interrupt = value & 0x80ff;
    if (!(value & WTIS)) return;
    this.#warned = false;
    this.#parts.line(false);
  }
}
