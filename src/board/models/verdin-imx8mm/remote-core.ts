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

/**
 * `imx_rproc_att_imx8mq[]` of drivers/remoteproc/imx_rproc.c (Linux 6.1, 6.12), which the i.MX 8M Mini shares. Kernels without 8749919defb8 (July 2024,
 * and its backports) have two rows of half the size for the TCM: what crosses 0x20000000 or ends right before it is refused there.
 */
const addressMap: readonly AddressRow[] = [
  row('ITCM alias', 'tcm', 0x0000_0000, 0x007e_0000, 0x2_0000, false),
  row('OCRAM_S', 'ocram', 0x0018_0000, 0x0018_0000, 0x8000, false),
  row('OCRAM', 'ocram', 0x0090_0000, 0x0090_0000, 0x2_0000, false),
  row('OCRAM', 'ocram', 0x0092_0000, 0x0092_0000, 0x2_0000, false),
  row('QSPI', 'qspi', 0x0800_0000, 0x0800_0000, 0x0800_0000, false),
  row('DDR alias', 'ddr', 0x1000_0000, 0x4000_0000, 0x0ffe_0000, false),
  row('TCM', 'tcm', 0x1ffe_0000, 0x007e_0000, 0x4_0000, true),
  row('OCRAM_S alias', 'ocram', 0x2018_0000, 0x0018_0000, 0x8000, true),
  row('OCRAM alias', 'ocram', 0x2020_0000, 0x0090_0000, 0x2_0000, true),
  row('OCRAM alias', 'ocram', 0x2022_0000, 0x0092_0000, 0x2_0000, true),
  row('DDR', 'ddr', 0x4000_0000, 0x4000_0000, 0x8000_0000, false),
];

/** Those of NXP's imx8mm-evk-rpmsg.dts, which Toradex's overlay is taken to follow: its source could not be read. */
const regions: readonly ReservedRegion[] = [
  { name: 'vdevbuffer', base: 0xb840_0000, size: 0x10_0000, use: 'buffers' },
  { name: 'vdev0vring0', base: 0xb800_0000, size: 0x8000, use: 'vring' },
  { name: 'vdev0vring1', base: 0xb800_8000, size: 0x8000, use: 'vring' },
  { name: 'rsc_table', base: 0xb80f_f000, size: 0x1000, use: 'resource-table' },
  { name: 'm4', base: 0x8000_0000, size: 0x100_0000, use: 'firmware' },
];

/** The Cortex-M4F of an i.MX 8M Mini. Out of reset it reads SP and PC at 0, an alias of its ITCM. */
export const remoteCore: FirmwareTarget = {
  soc: 'imx8mm',
  chip: 'i.MX 8M Mini',
  core: 'M4',
  processor: 'Cortex-M4',
  executes: { architecture: 'ARMv7E-M', fpu: 'single' },
  compilerFlags: '-mcpu=cortex-m4 -mfpu=fpv4-sp-d16',
  node: 'imx8mm-cm4',
  addressMap,
  regions,
  itcm: { device: 0x1ffe_0000, system: 0x7e_0000, size: 0x2_0000 },
  dtcm: { device: 0x2000_0000, system: 0x80_0000, size: 0x2_0000 },
  startVectorAt: [0x1ffe_0000, 0],
  ramBase: 0x4000_0000,
  storage: 'mmc 0:1',
  // imx_rproc_cfg_imx8mq writes SRC_M4RCR itself, in mainline and in NXP's kernels: no call of TF-A.
  startsBy: 'mmio',
  clockDriver: 'clk-imx8mm',
};
