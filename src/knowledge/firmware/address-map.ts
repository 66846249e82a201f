/** One row of the loader's table for the i.MX 8M Nano and Plus, and what it means. Sizes in bytes. */
export interface AddressRow {
  readonly name: 'ITCM' | 'OCRAM_S' | 'OCRAM' | 'QSPI' | 'DDR alias' | 'DTCM' | 'OCRAM_S alias' | 'OCRAM alias' | 'DDR';
  readonly kind: 'tcm' | 'ocram' | 'ddr' | 'qspi';
  /** As the M7 sees it and as an ELF must be linked. */
  readonly device: number;
  /** As the A53 sees it. */
  readonly system: number;
  readonly size: number;
  /** Mapped by the driver itself; other rows need a reserved region of the device tree. */
  readonly owned: boolean;
}

const row = (
  name: AddressRow['name'],
  kind: AddressRow['kind'],
  device: number,
  system: number,
  size: number,
  owned: boolean,
): AddressRow => ({
  name,
  kind,
  device,
  system,
  size,
  owned,
});

/** `imx_rproc_att_imx8mn[]` of drivers/remoteproc/imx_rproc.c (Linux 6.1, 6.12), in its order: the first row that fits wins. */
export const addressMap: readonly AddressRow[] = [
  row('ITCM', 'tcm', 0x0000_0000, 0x007e_0000, 0x2_0000, true),
  row('OCRAM_S', 'ocram', 0x0018_0000, 0x0018_0000, 0x9000, false),
  row('OCRAM', 'ocram', 0x0090_0000, 0x0090_0000, 0x2_0000, false),
  row('OCRAM', 'ocram', 0x0092_0000, 0x0092_0000, 0x2_0000, false),
  row('OCRAM', 'ocram', 0x0094_0000, 0x0094_0000, 0x5_0000, false),
  row('QSPI', 'qspi', 0x0800_0000, 0x0800_0000, 0x0800_0000, false),
  row('DDR alias', 'ddr', 0x1000_0000, 0x4000_0000, 0x0ffe_0000, false),
  row('DTCM', 'tcm', 0x2000_0000, 0x0080_0000, 0x2_0000, true),
  row('OCRAM_S alias', 'ocram', 0x2018_0000, 0x0018_0000, 0x8000, true),
  row('OCRAM alias', 'ocram', 0x2020_0000, 0x0090_0000, 0x2_0000, true),
  row('OCRAM alias', 'ocram', 0x2022_0000, 0x0092_0000, 0x2_0000, true),
  row('OCRAM alias', 'ocram', 0x2024_0000, 0x0094_0000, 0x4_0000, true),
  row('DDR', 'ddr', 0x4000_0000, 0x4000_0000, 0x8000_0000, false),
];

/** A `memory-region` of the remote core in the device tree, at the A53's addresses. */
export interface ReservedRegion {
  /** The name of its node without the unit address: the driver decides by it. */
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly use: 'firmware' | 'vring' | 'buffers' | 'resource-table';
}

/** The regions of Toradex's verdin-imx8mp_hmp_overlay. */
export const hmpOverlay: readonly ReservedRegion[] = [
  { name: 'vdevbuffer', base: 0x5540_0000, size: 0x10_0000, use: 'buffers' },
  { name: 'vdev0vring0', base: 0x5500_0000, size: 0x8000, use: 'vring' },
  { name: 'vdev0vring1', base: 0x5500_8000, size: 0x8000, use: 'vring' },
  { name: 'rsc_table', base: 0x550f_f000, size: 0x1000, use: 'resource-table' },
  { name: 'm7', base: 0x8000_0000, size: 0x100_0000, use: 'firmware' },
];

/** DDR begins here; the first bank holds up to 3 GiB. */
export const ramBase = 0x4000_0000;

export interface Placement {
  /** The row the address lies in, whether or not the whole segment fits it. */
  readonly row?: AddressRow;
  readonly region?: ReservedRegion;
  readonly accepted: boolean;
  /** What the kernel prints when it refuses, in order; a `Translation failed` alone is no refusal. */
  readonly kernelLines: readonly string[];
}

/** Where the loader puts a segment, or how it refuses. First the driver's table, with ends that must not be touched; then the core's carveouts, which may be filled. */
export const placeAt = (address: number, size: number, overlay: readonly ReservedRegion[] = hmpOverlay): Placement => {
  const row = addressMap.find((each) => address >= each.device && address < each.device + each.size);
  const fitting = addressMap.find((each) => fitsStrictly(address, size, each.device, each.size));
  const region = overlay.find((each) => address >= each.base && address < each.base + each.size);
  const accepted =
    (fitting !== undefined && isMapped(fitting, address, size, overlay)) || overlay.some((each) => isCarveout(each, address, size));
  const hexDa = `0x${address.toString(16)}`;
  const hexSize = `0x${size.toString(16)}`;
  const kernelLines = [
    ...(fitting ? [] : [`imx-rproc imx8mp-cm7: Translation failed: da = ${hexDa} len = ${hexSize}`]),
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

const isMapped = (row: AddressRow, address: number, size: number, overlay: readonly ReservedRegion[]): boolean => {
  const system = address - row.device + row.system;
  const mappings = [
    ...addressMap.filter((each) => each.owned).map((each) => ({ base: each.system, size: each.size })),
    ...overlay.filter((each) => !each.name.startsWith('vdev')),
  ];
  return mappings.some((each) => fitsStrictly(system, size, each.base, each.size));
};

// imx_rproc_prepare leaves these two out by their exact names; rproc_da_to_va compares with `<=`.
const isCarveout = (region: ReservedRegion, address: number, size: number): boolean =>
  region.name !== 'vdev0buffer' && region.name !== 'rsc-table' && address >= region.base && address + size <= region.base + region.size;
