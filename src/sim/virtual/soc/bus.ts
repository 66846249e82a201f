import type { VirtualWindow } from '../../../core/virtual-model.ts';
import { BusError, type CoreBus } from '../cortex-m7/bus.ts';
import type { Device } from './device.ts';
import { toPhysical } from './m7-view.ts';
import type { Memory } from './memory.ts';

const blockBytes = 0x1_0000;

export interface BusParts {
  readonly memory: Memory;
  readonly windows: readonly VirtualWindow[];
  /** The peripherals by the upper half of their address. */
  readonly devices: ReadonlyMap<number, Device>;
  /** Peripherals without a model of their own, by whole address. */
  readonly others: Device & { writeByA53(address: number, value: number): void };
  /** The core reaches for a register; true when its peripheral has no clock and the access never completes. */
  readonly isStuck?: (address: number) => boolean;
  /** An access is about to fail where nothing answers. */
  readonly onNothing?: (address: number) => void;
}

/** The M7's loads and stores, little endian. Throws BusError where nothing answers. */
export class Bus implements CoreBus {
  readonly #parts: BusParts;
  /** 64 KiB of the M7's view to the memory behind them; every window of the table is a whole number of them or ends inside one. */
  readonly #views = new Map<number, DataView>();

  constructor(parts: BusParts) {
    this.#parts = parts;
  }

  /** Memory was lost: what was looked up is stale. */
  forget(): void {
    this.#views.clear();
  }

  /** Whole blocks of memory, which the core may access without asking again. */
  memory(block: number): DataView | undefined {
    const address = block * blockBytes;
    if (isRegister(address)) return undefined;
    const view = this.#views.get(block) ?? this.#lookUp(address);
    return view?.byteLength === blockBytes ? view : undefined;
  }

  read(address: number, size: 8 | 16 | 32): number {
    if (isRegister(address)) return this.#parts.isStuck?.(address) ? 0 : this.#readRegister(address, size);
    const [view, offset] = this.#at(address, size);
    if (size === 32) return view.getUint32(offset, true);
    return size === 16 ? view.getUint16(offset, true) : view.getUint8(offset);
  }

  write(address: number, size: 8 | 16 | 32, value: number): void {
    if (isRegister(address)) {
      if (this.#parts.isStuck?.(address)) return;
      this.#device(address).write(this.#offset(address), size === 32 ? value >>> 0 : value & (size === 8 ? 0xff : 0xffff), size);
      return;
    }
    const [view, offset] = this.#at(address, size);
    if (size === 32) view.setUint32(offset, value, true);
    else if (size === 16) view.setUint16(offset, value, true);
    else view.setUint8(offset, value);
  }

  /** A load of an A53 from a register that it shares with the M7. */
  readByA53(address: number): number {
    return this.#readRegister(address, 32);
  }

  writeByA53(address: number, value: number): void {
    if (this.#parts.devices.has(address >>> 16)) this.#device(address).write(this.#offset(address), value >>> 0, 32);
    else this.#parts.others.writeByA53(address, value >>> 0);
  }

  /** The memory behind an aligned access, and where in it. */
  #at(address: number, size: number): readonly [DataView, number] {
    const block = address >>> 16;
    const view = this.#views.get(block) ?? this.#lookUp(block * blockBytes);
    const offset = address & 0xffff;
    if (!view || offset + size / 8 > view.byteLength) {
      this.#parts.onNothing?.(address >>> 0);
      throw new BusError(`nothing answers at ${hex(address)} (bus fault)`);
    }
    this.#views.set(block, view);
    return [view, offset];
  }

  #lookUp(from: number): DataView | undefined {
    const { memory, windows } = this.#parts;
    const physical = toPhysical(windows, from);
    if (physical === undefined || !memory.holds(physical)) return undefined;
    let length = blockBytes;
    while (length > 0 && !(toPhysical(windows, from + length - 1) !== undefined && memory.holds(physical, length))) length -= 0x1000;
    return memory.view(physical, length);
  }

  #readRegister(address: number, size: 8 | 16 | 32): number {
    const word = this.#device(address).read(this.#offset(address & ~3)) >>> 0;
    return size === 32 ? word : (word >>> (8 * (address & 3))) & (size === 8 ? 0xff : 0xffff);
  }

  #device(address: number): Device {
    return this.#parts.devices.get(address >>> 16) ?? this.#parts.others;
  }

  #offset(address: number): number {
    return this.#parts.devices.has(address >>> 16) ? address & 0xffff : address >>> 0;
  }
}

const isRegister = (address: number): boolean => address >>> 28 === 3;

const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
