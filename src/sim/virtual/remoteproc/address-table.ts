import type { VirtualRegion, VirtualRemoteproc } from '../../../core/virtual-model.ts';
import type { KernelVersion } from './types.ts';

/** The 5.15 downstream driver knows the table's node by its underscore name too; later ones only as `rsc-table`. */
const isTableNode = (node: string, kernel: KernelVersion): boolean => node === 'rsc-table' || (kernel === '5.15' && node === 'rsc_table');

export interface Translation {
  readonly physical: number | undefined;
  /** No row of the table holds the segment: imx_rproc warns, whether or not a carveout helps afterwards. */
  readonly rowMissed: boolean;
}

/** rproc_da_to_va: first the driver's rows and mappings, whose ends are strict, then the carveouts, whose ends are not. */
export const translate = (model: VirtualRemoteproc, da: number, length: number, kernel: KernelVersion): Translation => {
  const { rows } = model;
  const row = rows.find((each) => isStrictlyInside(da, length, each.da, each.size));
  const sys = row && da - row.da + row.sys;
  const mapped = sys !== undefined && mappings(model, kernel).some(({ base, size }) => isStrictlyInside(sys, length, base, size));
  if (mapped) return { physical: sys, rowMissed: false };
  const carveout = carveouts(model, kernel).find(({ base, size }) => da >= base && da + length <= base + size);
  return { physical: carveout && da, rowMissed: row === undefined };
};

/** Where the driver expects the resource table at run time, if the device tree tells. */
export const tableRegion = ({ regions }: VirtualRemoteproc, kernel: KernelVersion): VirtualRegion | undefined =>
  regions.find(({ node }) => isTableNode(node, kernel));

export const regionOf = ({ regions }: VirtualRemoteproc, node: string): VirtualRegion | undefined =>
  regions.find((region) => region.node === node);

/** imx_rproc_addr_init. */
const mappings = (
  { rows, regions }: VirtualRemoteproc,
  kernel: KernelVersion,
): readonly { readonly base: number; readonly size: number }[] => [
  ...rows.filter(({ own }) => own).map(({ sys, size }) => ({ base: sys, size })),
  ...regions.filter(({ node }) => !node.startsWith('vdev') && (kernel === '5.15' || !isTableNode(node, kernel))),
];

/** imx_rproc_prepare. */
const carveouts = ({ regions }: VirtualRemoteproc, kernel: KernelVersion): readonly VirtualRegion[] =>
  regions.filter(({ node }) => node !== 'vdev0buffer' && !isTableNode(node, kernel));

const isStrictlyInside = (at: number, length: number, base: number, size: number): boolean => at >= base && at + length < base + size;
