import type { Device } from '../device.ts';

/** Ticks of the clock that Linux keeps time by (CNTFRQ 8 MHz), and of the real-time counters. */
const systemHertz = 8e6;
const realTimeHertz = 32_768;

const read64 = (ticks: number): readonly [low: number, high: number] => [Math.floor(ticks) % 2 ** 32, Math.floor(ticks / 2 ** 32)];

/** The read frame of the system counter, which runs since power-on. */
export class SystemCounter implements Device {
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  read(offset: number): number {
    const [low, high] = read64((this.#now() * systemHertz) / 1e9);
    return offset === 0 ? low : offset === 4 ? high : 0;
  }

  write(): void {}
}

const HPCR = 0x08;
const HPRTCMR = 0x24;
const HPRTCLR = 0x28;
const LPCR = 0x38;
const LPSMCMR = 0x5c;
const LPSMCLR = 0x60;
/** General purpose registers, which live as long as the coin cell. */
const generalPurpose = [0x68, 0x90, 0x94, 0x98, 0x9c, 0x100, 0x104, 0x108, 0x10c];
const kept = new Set([0x04, HPCR, 0x0c, 0x2c, 0x30, 0x34, LPCR, ...generalPurpose]);
/** Counter enables, and the enables of alarms and the periodic interrupt. */
const enabled = 1;
const alarms = 0b1010;

export interface SnvsParts {
  readonly now: () => number;
  readonly missing: (what: string) => void;
  /** A register whose content is not known. */
  readonly unknown: (offset: number, access: 'read' | 'write') => void;
}

/** SNVS as far as M7 firmware reads it: the two real-time counters, which count since power-on where they are enabled, and registers that are kept. */
export class Snvs implements Device {
  readonly #parts: SnvsParts;
  readonly #registers = new Map<number, number>();

  constructor(parts: SnvsParts) {
    this.#parts = parts;
  }

  reset(): void {
    this.#registers.clear();
  }

  read(offset: number): number {
    if (offset === HPRTCMR || offset === HPRTCLR) return this.#counter(HPCR, offset === HPRTCMR);
    if (offset === LPSMCMR || offset === LPSMCLR) return this.#counter(LPCR, offset === LPSMCMR);
    if (!kept.has(offset)) this.#parts.unknown(offset, 'read');
    return this.#registers.get(offset) ?? 0;
  }

  write(offset: number, value: number): void {
    if (!kept.has(offset)) this.#parts.unknown(offset, 'write');
    else this.#registers.set(offset, value >>> 0);
    if ((offset === HPCR || offset === LPCR) && value & alarms) this.#parts.missing('alarms and periodic interrupts of SNVS');
  }

  #counter(control: number, isHigh: boolean): number {
    const isOn = (this.#registers.get(control) ?? 0) & enabled;
    const [low, high] = read64(isOn ? (this.#parts.now() * realTimeHertz) / 1e9 : 0);
    return isHigh ? high & 0x7fff : low;
  }
}
