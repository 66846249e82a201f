/** A block of registers on the M7's bus, by offset. */
export interface Device {
  /** The word at an offset that is a multiple of 4. */
  read(offset: number): number;
  /** A part of a word has its own offset. */
  write(offset: number, value: number, size: 8 | 16 | 32): void;
}

/** A device whose state changes with the time of the chip, in nanoseconds. */
export interface TimedDevice extends Device {
  advance(now: number): void;
  /** When it next changes the level of an interrupt by itself; Infinity when nothing is awaited. */
  readonly nextAt: number;
  reset(): void;
}
