import type { CoreModel } from '../../core/model-limit.ts';
import type { AddressRow, ReservedRegion } from './address-map.ts';
import type { ImxSoc } from './soc-tables.ts';

/** A tightly coupled memory. Size in bytes. */
export interface CoupledMemory {
  /** As the remote core sees it and as an ELF must be linked. */
  readonly device: number;
  /** As the A53 sees it. */
  readonly system: number;
  readonly size: number;
}

/** The remote core of one model of board: what the loader of its Linux takes, and what a start of it hangs on. A model of board brings its own. */
export interface FirmwareTarget {
  readonly soc: ImxSoc;
  /** `i.MX 8M Plus`. */
  readonly chip: string;
  /** As people call the core: `M7`. */
  readonly core: string;
  readonly processor: 'Cortex-M7' | 'Cortex-M4';
  readonly executes: CoreModel;
  /** What a compiler has to be told for it. */
  readonly compilerFlags: string;
  /** Of the core's node, as imx_rproc prints it: `imx8mp-cm7`. */
  readonly node: string;
  /** The loader's table, in its order: the first row that fits wins. */
  readonly addressMap: readonly AddressRow[];
  /** The memory-regions of the node. */
  readonly regions: readonly ReservedRegion[];
  readonly itcm: CoupledMemory;
  readonly dtcm: CoupledMemory;
  /** Device addresses at which words 0 and 1 of the ITCM appear, out of which the core takes SP and PC; the one to link for first. */
  readonly startVectorAt: readonly [number, ...number[]];
  /** The OCRAM that TF-A (BL31) runs in, as the A-core sees it: secure, so that Linux's access to it is aborted. */
  readonly trustedOcram?: { readonly base: number; readonly size: number };
  /** DDR begins here. */
  readonly ramBase: number;
  /** Where firmware files lie, as U-Boot names it: `mmc 2:1`. */
  readonly storage: string;
  /** How imx_rproc lets the core go: by a call of TF-A, or by a register of the SoC's own. */
  readonly startsBy: 'smc' | 'mmio';
  /** The module whose `mcore_booted` keeps Linux from gating the clocks of a running core: `clk-imx8mp`. */
  readonly clockDriver: string;
  /** On kernels before this one the TCM may be without power, and the A53's first access to it never ends. */
  readonly tcmUnpoweredBefore?: readonly [major: number, minor: number];
}

/** The argument that keeps a running core's clocks on. */
export const mcoreArgumentOf = ({ clockDriver }: Pick<FirmwareTarget, 'clockDriver'>): string => `${clockDriver}.mcore_booted=1`;

/** Where in the eight bytes of the start vector a device address lies; undefined outside of them. */
export const startVectorOffset = ({ startVectorAt }: FirmwareTarget, address: number): number | undefined => {
  const at = startVectorAt.find((each) => address >= each && address < each + 8);
  return at === undefined ? undefined : address - at;
};

/** The address to link for, of one in another window on the ITCM; any other as it is. */
export const withoutAlias = ({ startVectorAt: [first, ...others], itcm }: FirmwareTarget, address: number): number => {
  const alias = others.find((each) => address >= each && address < each + itcm.size);
  return alias === undefined ? address : address - alias + first;
};
