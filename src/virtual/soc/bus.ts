import { CoreFault, hex } from './fault.ts';
import { toPhysical } from './m7-view.ts';
import type { Memory } from './memory.ts';
import type { MessagingUnit } from './messaging-unit.ts';
import type { PrivatePeripherals } from './private-peripherals.ts';
import type { RegisterFile } from './register-file.ts';
import type { Uart4 } from './uart4.ts';

const uart4 = 0x30a6;
const mu = 0x30ab;

export interface BusParts {
  readonly memory: Memory;
  readonly uart: Uart4;
  readonly mu: MessagingUnit;
  readonly others: RegisterFile;
  readonly now: () => number;
  /** The core polls a full transmit FIFO: nothing happens until the given M7 time. */
  readonly onPoll: (until: number) => void;
}

/** The M7's loads and stores, little endian. Throws CoreFault where nothing answers. */
export class Bus {
  readonly #parts: BusParts;
  ppb: PrivatePeripherals | undefined;
  /** 64 KiB of the M7's view to the memory behind them; every window of the table is a whole number of them or ends inside one. */
  readonly #views = new Map<number, DataView>();

  constructor(parts: BusParts) {
    this.#parts = parts;
  }

  /** Memory was lost: what was looked up is stale. */
  forget(): void {
    this.#views.clear();
  }

  read8(address: number): number {
    const view = this.#view(address);
    if (!view) return (this.#readRegister((address & ~3) >>> 0) >>> (8 * (address & 3))) & 0xff;
    return inside(view, address, 1) ? view.getUint8(address & 0xffff) : absent(address);
  }

  read16(address: number): number {
    const view = this.#view(address);
    if (!view) return (this.#readRegister((address & ~3) >>> 0) >>> (8 * (address & 2))) & 0xffff;
    if (inside(view, address, 2)) return view.getUint16(address & 0xffff, true);
    return this.read8(address) | (this.read8(next(address, 1)) << 8);
  }

  read32(address: number): number {
    const view = this.#view(address);
    if (!view) return this.#readRegister((address & ~3) >>> 0);
    if (inside(view, address, 4)) return view.getUint32(address & 0xffff, true);
    return (this.read16(address) | (this.read16(next(address, 2)) << 16)) >>> 0;
  }

  write8(address: number, value: number): void {
    const view = this.#view(address);
    if (!view) this.#writeRegister(address, value & 0xff);
    else if (inside(view, address, 1)) view.setUint8(address & 0xffff, value);
    else absent(address);
  }

  write16(address: number, value: number): void {
    const view = this.#view(address);
    if (!view) this.#writeRegister(address, value & 0xffff);
    else if (inside(view, address, 2)) view.setUint16(address & 0xffff, value, true);
    else for (const at of [0, 1]) this.write8(next(address, at), (value >>> (8 * at)) & 0xff);
  }

  write32(address: number, value: number): void {
    const view = this.#view(address);
    if (!view) this.#writeRegister(address, value >>> 0);
    else if (inside(view, address, 4)) view.setUint32(address & 0xffff, value, true);
    else for (const at of [0, 1, 2, 3]) this.write8(next(address, at), (value >>> (8 * at)) & 0xff);
  }

  /** The memory behind an address; undefined for registers. */
  #view(address: number): DataView | undefined {
    const block = address >>> 16;
    const known = this.#views.get(block);
    if (known) return known;
    if (isRegister(address)) return undefined;
    const view = this.#lookUp((block * 0x1_0000) >>> 0);
    if (!view) return absent(address);
    this.#views.set(block, view);
    return view;
  }

  #lookUp(from: number): DataView | undefined {
    const physical = toPhysical(from);
    const { memory } = this.#parts;
    if (physical === undefined || !memory.holds(physical)) return undefined;
    let length = 0x1_0000;
    while (length > 0 && !(toPhysical(from + length - 1) !== undefined && memory.holds(physical, length))) length -= 0x1000;
    return memory.view(physical, length);
  }

  #readRegister(address: number): number {
    const { uart, mu: unit, others, now } = this.#parts;
    if (address >= 0xe000_0000) return this.ppb?.read(address, now()) ?? 0;
    const offset = address & 0xffff;
    if (address >>> 16 === mu) return unit.read(offset) >>> 0;
    if (address >>> 16 !== uart4) return others.read(address) >>> 0;
    uart.advance(now());
    if (uart.isFull) this.#parts.onPoll(uart.nextAt!);
    return uart.read(offset);
  }

  #writeRegister(address: number, value: number): void {
    const { uart, mu: unit, others, now } = this.#parts;
    const block = address >>> 16;
    if (address >= 0xe000_0000) this.ppb?.write(address, value, now());
    else if (block === mu) unit.write(address & 0xffff, value);
    else if (block !== uart4) others.write(address, value);
    else {
      uart.advance(now());
      uart.write(address & 0xffff, value, now());
    }
  }
}

const isRegister = (address: number): boolean => address >>> 28 === 3 || address >>> 20 === 0xe00;
const inside = (view: DataView, address: number, size: number): boolean => (address & 0xffff) + size <= view.byteLength;
const next = (address: number, by: number): number => (address + by) >>> 0;

const absent = (address: number): never => {
  throw new CoreFault(`nothing answers at ${hex(address)} (bus fault)`);
};
