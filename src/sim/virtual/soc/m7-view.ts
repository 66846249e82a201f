import { ddrBase, dtcm, itcm, ocram, ocramS } from './memory.ts';

interface Window {
  readonly from: number;
  readonly size: number;
  readonly to: number;
}

/** The M7's windows on memory: imx_rproc_att_imx8mn of drivers/remoteproc/imx_rproc.c is the same table seen from Linux. */
const windows: readonly Window[] = [
  { from: 0, size: itcm.size, to: itcm.base },
  { from: 0x2000_0000, size: dtcm.size, to: dtcm.base },
  { from: ddrBase, size: 0x8000_0000, to: ddrBase },
  { from: ocramS.base, size: ocramS.size, to: ocramS.base },
  { from: ocram.base, size: ocram.size, to: ocram.base },
  { from: 0x1000_0000, size: 0x0ffe_0000, to: ddrBase },
  { from: 0x2018_0000, size: 0x8000, to: ocramS.base },
  { from: 0x2020_0000, size: ocram.size, to: ocram.base },
];

/** The A53 physical address behind an M7 address, or undefined where the M7 has no memory. */
export const toPhysical = (address: number): number | undefined => {
  for (const { from, size, to } of windows) if (address >= from && address < from + size) return address - from + to;
  return undefined;
};
