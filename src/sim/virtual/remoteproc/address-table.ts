import type { KernelVersion } from './types.ts';

interface Row {
  readonly da: number;
  readonly sys: number;
  readonly size: number;
  /** ATT_OWN: the driver maps it by itself. */
  readonly own?: true;
}

export interface Region {
  /** The device tree node's name without unit address: the kernel decides by it. */
  readonly node: string;
  readonly base: number;
  readonly size: number;
}

/** imx_rproc_att_imx8mn of drivers/remoteproc/imx_rproc.c, which the i.MX 8M Plus shares. */
const rows: readonly Row[] = [
  { da: 0x0000_0000, sys: 0x007e_0000, size: 0x0002_0000, own: true },
  { da: 0x0018_0000, sys: 0x0018_0000, size: 0x0000_9000 },
  { da: 0x0090_0000, sys: 0x0090_0000, size: 0x0002_0000 },
  { da: 0x0092_0000, sys: 0x0092_0000, size: 0x0002_0000 },
  { da: 0x0094_0000, sys: 0x0094_0000, size: 0x0005_0000 },
  { da: 0x0800_0000, sys: 0x0800_0000, size: 0x0800_0000 },
  { da: 0x1000_0000, sys: 0x4000_0000, size: 0x0ffe_0000 },
  { da: 0x2000_0000, sys: 0x0080_0000, size: 0x0002_0000, own: true },
  { da: 0x2018_0000, sys: 0x0018_0000, size: 0x0000_8000, own: true },
  { da: 0x2020_0000, sys: 0x0090_0000, size: 0x0002_0000, own: true },
  { da: 0x2022_0000, sys: 0x0092_0000, size: 0x0002_0000, own: true },
  { da: 0x2024_0000, sys: 0x0094_0000, size: 0x0004_0000, own: true },
  { da: 0x4000_0000, sys: 0x4000_0000, size: 0x8000_0000 },
];

/** memory-region of the cm7 node in verdin-imx8mp_hmp_overlay.dts, in its order. */
export const hmpRegions: readonly Region[] = [
  { node: 'vdevbuffer', base: 0x5540_0000, size: 0x10_0000 },
  { node: 'vdev0vring0', base: 0x5500_0000, size: 0x8000 },
  { node: 'vdev0vring1', base: 0x5500_8000, size: 0x8000 },
  { node: 'rsc_table', base: 0x550f_f000, size: 0x1000 },
  { node: 'm7', base: 0x8000_0000, size: 0x100_0000 },
];

/** The 5.15 downstream driver knows the table's node by its underscore name too; later ones only as `rsc-table`. */
const isTableNode = (node: string, kernel: KernelVersion): boolean => node === 'rsc-table' || (kernel === '5.15' && node === 'rsc_table');

export interface Translation {
  readonly physical: number | undefined;
  /** No row of the table holds the segment: imx_rproc warns, whether or not a carveout helps afterwards. */
  readonly rowMissed: boolean;
}

/** rproc_da_to_va: first the driver's rows and mappings, whose ends are strict, then the carveouts, whose ends are not. */
export const translate = (da: number, length: number, kernel: KernelVersion): Translation => {
  const row = rows.find((each) => isStrictlyInside(da, length, each.da, each.size));
  const sys = row && da - row.da + row.sys;
  const mapped = sys !== undefined && mappings(kernel).some(({ base, size }) => isStrictlyInside(sys, length, base, size));
  if (mapped) return { physical: sys, rowMissed: false };
  const carveout = carveouts(kernel).find(({ base, size }) => da >= base && da + length <= base + size);
  return { physical: carveout && da, rowMissed: row === undefined };
};

/** Where the driver expects the resource table at run time, if the device tree tells. */
export const tableRegion = (kernel: KernelVersion): Region | undefined => hmpRegions.find(({ node }) => isTableNode(node, kernel));

export const regionOf = (node: string): Region | undefined => hmpRegions.find((region) => region.node === node);

/** imx_rproc_addr_init. */
const mappings = (kernel: KernelVersion): readonly { readonly base: number; readonly size: number }[] => [
  ...rows.filter(({ own }) => own).map(({ sys, size }) => ({ base: sys, size })),
  ...hmpRegions.filter(({ node }) => !node.startsWith('vdev') && (kernel === '5.15' || !isTableNode(node, kernel))),
];

/** imx_rproc_prepare. */
const carveouts = (kernel: KernelVersion): readonly Region[] =>
  hmpRegions.filter(({ node }) => node !== 'vdev0buffer' && !isTableNode(node, kernel));

const isStrictlyInside = (at: number, length: number, base: number, size: number): boolean => at >= base && at + length < base + size;
