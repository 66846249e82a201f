/** What is around the core. Addresses are those that a load or store of the core has. */
export interface CoreBus {
  /** The memory behind 64 KiB from `block` * 65536 on, if all of it is memory that may be read and written without anybody else noticing. */
  memory(block: number): DataView | undefined;
  /** Throws BusError where nothing answers. Values are 8, 16 or 32 bits, unsigned or not. */
  read(address: number, size: 8 | 16 | 32): number;
  write(address: number, size: 8 | 16 | 32, value: number): void;
}

/** Nothing answers at an address. */
export class BusError extends Error {}
