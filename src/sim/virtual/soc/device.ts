/** A block of registers on the M7's bus, by offset. */
export interface Device {
  read(offset: number): number;
  write(offset: number, value: number): void;
}
