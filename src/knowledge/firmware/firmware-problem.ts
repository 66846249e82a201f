import type { Placement } from './address-map.ts';

export interface FirmwareProblem {
  /** Stable, for machines: `crosses-row-end`, `no-start-vector`, … */
  readonly code: string;
  /** A risk and an advice change no verdict. */
  readonly effect: 'will-not-load' | 'will-not-start' | 'not-on-this-board' | 'needs-preload' | 'risk' | 'advice';
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly fix: string;
}

export interface PlacedSegment extends Placement {
  /** Of its program header. */
  readonly index: number;
  /** Where the loader puts it: p_paddr, a device address. */
  readonly address: number;
  readonly virtualAddress: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly writable: boolean;
  readonly executable: boolean;
}
