import type { FirmwareTarget } from './firmware-target.ts';

/** One row of the loader's table, and what it means. Sizes in bytes. */
export interface AddressRow {
  readonly name:
    | 'ITCM'
    | 'ITCM alias'
    | 'DTCM'
    | 'TCM'
    | 'OCRAM_S'
    | 'OCRAM_S alias'
    | 'OCRAM'
    | 'OCRAM alias'
    | 'QSPI'
    | 'DDR alias'
    | 'DDR';
  readonly kind: 'tcm' | 'ocram' | 'ddr' | 'qspi';
  /** As the remote core sees it and as an ELF must be linked. */
  readonly device: number;
  /** As the A53 sees it. */
  readonly system: number;
  readonly size: number;
  /** Mapped by the driver itself; other rows need a reserved region of the device tree. */
  readonly owned: boolean;
}

/** A `memory-region` of the remote core in the device tree, at the A53's addresses. */
export interface ReservedRegion {
  /** The name of its node without the unit address: the driver decides by it. */
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly use: 'firmware' | 'vring' | 'buffers' | 'resource-table';
}

export interface Placement {
  /** The row the address lies in, whether or not the whole segment fits it. */
  readonly row?: AddressRow;
  readonly region?: ReservedRegion;
  readonly accepted: boolean;
  /** What the kernel prints when it refuses, in order; a `Translation failed` alone is no refusal. */
  readonly kernelLines: readonly string[];
}

/** Where the loader puts a segment, or how it refuses. First the driver's table, with ends that must not be touched; then the core's carveouts, which may be filled. */
export const placeAt = (target: FirmwareTarget, address: number, size: number): Placement => {
  const { addressMap, regions, node } = target;
  const row = addressMap.find((each) => address >= each.device && address < each.device + each.size);
  const fitting = addressMap.find((each) => fitsStrictly(address, size, each.device, each.size));
  const region = regions.find((each) => address >= each.base && address < each.base + each.size);
  const accepted =
    (fitting !== undefined && isMapped(fitting, address, size, target)) || regions.some((each) => isCarveout(each, address, size));
  const hexDa = `0x${address.toString(16)}`;
  const hexSize = `0x${size.toString(16)}`;
  const kernelLines = [
    ...(fitting ? [] : [`imx-rproc ${node}: Translation failed: da = ${hexDa} len = ${hexSize}`]),
    ...(accepted
      ? []
      : [
          `remoteproc remoteproc0: bad phdr da ${hexDa} mem ${hexSize}`,
          'remoteproc remoteproc0: Failed to load program segments: -22',
          'remoteproc remoteproc0: Boot failed: -22',
        ]),
  ];
  return { ...(row ? { row } : {}), ...(region ? { region } : {}), accepted, kernelLines };
};

// imx_rproc_da_to_sys and imx_rproc_da_to_va compare `start + len < end`: a segment that ends on the last byte is refused, in every version read.
const fitsStrictly = (start: number, size: number, base: number, bytes: number): boolean => start >= base && start + size < base + bytes;

const isMapped = (row: AddressRow, address: number, size: number, { addressMap, regions }: FirmwareTarget): boolean => {
  const system = address - row.device + row.system;
  const mappings = [
    ...addressMap.filter((each) => each.owned).map((each) => ({ base: each.system, size: each.size })),
    ...regions.filter((each) => !each.name.startsWith('vdev')),
  ];
  return mappings.some((each) => fitsStrictly(system, size, each.base, each.size));
};

// imx_rproc_prepare leaves these two out by their exact names; rproc_da_to_va compares with `<=`.
const isCarveout = (region: ReservedRegion, address: number, size: number): boolean =>
  region.name !== 'vdev0buffer' && region.name !== 'rsc-table' && address >= region.base && address + size <= region.base + region.size;
