import type { VirtualModel } from '../../../core/virtual-model.ts';

const itcm = { base: 0x7e_0000, size: 0x2_0000 };
const dtcm = { base: 0x80_0000, size: 0x2_0000 };
const ocramS = { base: 0x18_0000, size: 0x9000 };
const ocram = { base: 0x90_0000, size: 0x9_0000 };
const ddrBase = 0x4000_0000;

/** A Verdin iMX8MP without hardware: sizes of the i.MX 8M Plus reference manual's memory map, texts of modules. */
export const virtualModel: VirtualModel = {
  name: 'verdin-imx8mp',
  called: 'Verdin iMX8MP',
  title: 'Verdin iMX8M Plus',
  soc: 'imx8mp',
  version: 'V1.1B',
  modules: [
    { ram: '4GB', wifi: false, productId: '0063', name: 'Quad 4GB IT' },
    { ram: '4GB', wifi: true, productId: '0058', name: 'Quad 4GB WB IT' },
    { ram: '1GB', wifi: false, productId: '0065', name: 'QuadLite 1GB IT' },
    { ram: '2GB', wifi: false, productId: '0061', name: 'Quad 2GB' },
    { ram: '2GB', wifi: true, productId: '0064', name: 'Quad 2GB WB IT' },
    { ram: '8GB', wifi: true, productId: '0066', name: 'Quad 8GB WB' },
  ],
  processor: 'i.MX8MP[8] rev1.1 1600 MHz (running at 1200 MHz)',
  splMemory: [
    'DDRINFO: start DRAM init\nDDRINFO: DRAM rate 4000MTS\n',
    'DDRINFO:ddrphy calibration done\nDDRINFO: ddrmix config done\nDDR configured as dual rank\n',
  ],
  network: {
    uBoot: 'eth1: ethernet@30be0000, eth0: ethernet@30bf0000 [PRIME]',
    linux: 'imx-dwmac 30bf0000.ethernet eth0: PHY [stmmac-0:07] driver [Microchip KSZ9131 Gigabit PHY] (irq=POLL)',
  },
  emmc: { number: 2, cards: [1, 2] },
  console: { tty: 'ttymxc2', address: '30880000', interrupt: 38 },
  wifiTakesCoreUart: true,
  clocks: { driver: 'clk-imx8mp', core: 'arm_m7' },
  chip: {
    core: 'Cortex-M7',
    executes: { architecture: 'ARMv7E-M', fpu: 'double' },
    // At 800 MHz, when SYSTEM PLL1 feeds the M7 root clock as the boot ROM leaves it.
    cycleNs: 1.25,
    // MIMX8ML8_cm7.h of NXP's SDK.
    interrupts: 160,
    ocramS,
    ocram,
    windows: [
      { from: 0, size: itcm.size, to: itcm.base },
      { from: 0x2000_0000, size: dtcm.size, to: dtcm.base },
      { from: ddrBase, size: 0x8000_0000, to: ddrBase },
      { from: ocramS.base, size: ocramS.size, to: ocramS.base },
      { from: ocram.base, size: ocram.size, to: ocram.base },
      { from: 0x1000_0000, size: 0x0ffe_0000, to: ddrBase },
      { from: 0x2018_0000, size: 0x8000, to: ocramS.base },
      { from: 0x2020_0000, size: ocram.size, to: ocram.base },
    ],
    tcmInDomain: true,
  },
  remoteproc: {
    device: 'imx8mp-cm7',
    method: 'smc',
    // imx_rproc_att_imx8mn of drivers/remoteproc/imx_rproc.c, which the i.MX 8M Plus shares.
    rows: [
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
    ],
    // verdin-imx8mp_hmp_overlay.dts.
    regions: [
      { node: 'vdevbuffer', base: 0x5540_0000, size: 0x10_0000 },
      { node: 'vdev0vring0', base: 0x5500_0000, size: 0x8000 },
      { node: 'vdev0vring1', base: 0x5500_8000, size: 0x8000 },
      { node: 'rsc_table', base: 0x550f_f000, size: 0x1000 },
      { node: 'm7', base: 0x8000_0000, size: 0x100_0000 },
    ],
    overlay: 'verdin-imx8mp_hmp_overlay.dtbo',
  },
};
