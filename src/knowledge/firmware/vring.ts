export interface Vring {
  /** Device address; 0xffffffff leaves the choice to Linux. */
  readonly address: number;
  readonly align: number;
  readonly buffers: number;
}
