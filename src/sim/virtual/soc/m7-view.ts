import type { VirtualWindow } from '../../../core/virtual-model.ts';

/** The A53 physical address behind an address of the core, or undefined where it has no memory. imx_rproc's table is the same seen from Linux. */
export const toPhysical = (windows: readonly VirtualWindow[], address: number): number | undefined => {
  for (const { from, size, to } of windows) if (address >= from && address < from + size) return address - from + to;
  return undefined;
};
