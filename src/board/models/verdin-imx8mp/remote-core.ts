import type { AddressRow, ReservedRegion } from '../../../knowledge/firmware/address-map.ts';
import type { FirmwareTarget } from '../../../knowledge/firmware/firmware-target.ts';

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

/** `imx_rproc_att_imx8mn[]` of drivers/remoteproc/imx_rproc.c (Linux 6.1, 6.12), which the i.MX 8M Plus shares. */
const addressMap: readonly AddressRow[] = [
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

/** The regions of Toradex's verdin-imx8mp_hmp_overlay. */
const regions: readonly ReservedRegion[] = [
  { name: 'vdevbuffer', base: 0x5540_0000, size: 0x10_0000, use: 'buffers' },
  { name: 'vdev0vring0', base: 0x5500_0000, size: 0x8000, use: 'vring' },
  { name: 'vdev0vring1', base: 0x5500_8000, size: 0x8000, use: 'vring' },
  { name: 'rsc_table', base: 0x550f_f000, size: 0x1000, use: 'resource-table' },
  { name: 'm7', base: 0x8000_0000, size: 0x100_0000, use: 'firmware' },
];

/** The Cortex-M7 of an i.MX 8M Plus, under Linux with Toradex's HMP overlay. */
export const remoteCore: FirmwareTarget = {
  soc: 'imx8mp',
  chip: 'i.MX 8M Plus',
  core: 'M7',
  processor: 'Cortex-M7',
  executes: { architecture: 'ARMv7E-M', fpu: 'double' },
  compilerFlags: '-mcpu=cortex-m7 -mfpu=fpv5-d16',
  node: 'imx8mp-cm7',
  addressMap,
  regions,
  itcm: { device: 0, system: 0x7e_0000, size: 0x2_0000 },
  dtcm: { device: 0x2000_0000, system: 0x80_0000, size: 0x2_0000 },
  startVectorAt: [0],
  // BL31_BASE of plat/imx/imx8m/imx8mp in TF-A.
  trustedOcram: { base: 0x97_0000, size: 0x2_0000 },
  // The first bank holds up to 3 GiB.
  ramBase: 0x4000_0000,
  storage: 'mmc 2:1',
  startsBy: 'smc',
  clockDriver: 'clk-imx8mp',
  // The AudioMIX nodes (b86c3afabb4f) keep the audio domain on, which the TCM hangs on. Toradex on LKML, 4 Apr 2024.
  tcmUnpoweredBefore: [6, 5],
};
