import type { VirtualModel } from '../../../core/virtual-model.ts';

const itcm = { base: 0x7e_0000, size: 0x2_0000 };
const tcm = { base: 0x7e_0000, size: 0x4_0000 };
const ocramS = { base: 0x18_0000, size: 0x8000 };
const ocram = { base: 0x90_0000, size: 0x4_0000 };
const ddrBase = 0x4000_0000;

/** A Verdin iMX8MM without hardware: the Cortex-M4 sees its two TCMs side by side at 0x1ffe0000, and the lower one at 0 as well, where it starts. */
export const virtualModel: VirtualModel = {
  name: 'verdin-imx8mm',
  called: 'Verdin iMX8MM',
  title: 'Verdin iMX8M Mini',
  soc: 'imx8mm',
  version: 'V1.1F',
  modules: [
    { ram: '2GB', wifi: false, productId: '0059', name: 'Quad 2GB IT' },
    { ram: '2GB', wifi: true, productId: '0055', name: 'Quad 2GB WB IT' },
    { ram: '1GB', wifi: false, productId: '0057', name: 'DualLite 1GB' },
    { ram: '1GB', wifi: true, productId: '0060', name: 'DualLite 1GB WB IT' },
  ],
  processor: 'i.MX8MMQ rev1.0 1600 MHz (running at 1200 MHz)',
  splMemory: ['DDRINFO: start DRAM init\nDDRINFO: DRAM rate 3000MTS\n', 'DDRINFO:ddrphy calibration done\nDDRINFO: ddrmix config done\n'],
  network: {
    uBoot: 'eth0: ethernet@30be0000 [PRIME]',
    linux: 'fec 30be0000.ethernet eth0: registered PHC device 0',
  },
  emmc: { number: 0, cards: [0, 1, 2] },
  // Verdin UART_3 is UART1: imx8mm-verdin.dtsi. The interrupt number is Linux's own and may be another one.
  console: { tty: 'ttymxc0', address: '30860000', interrupt: 36 },
  // Nothing of imx8mm-verdin-wifi.dtsi is on UART4.
  wifiTakesCoreUart: false,
  clocks: { driver: 'clk-imx8mm', core: 'arm_m4' },
  chip: {
    core: 'Cortex-M4',
    executes: { architecture: 'ARMv7E-M', fpu: 'single' },
    // 400 MHz, the most that the data sheet allows.
    cycleNs: 2.5,
    // MIMX8MM6_cm4.h of NXP's SDK.
    interrupts: 128,
    ocramS,
    ocram,
    windows: [
      { from: 0, size: itcm.size, to: itcm.base },
      { from: 0x1ffe_0000, size: tcm.size, to: tcm.base },
      { from: ddrBase, size: 0x8000_0000, to: ddrBase },
      { from: ocramS.base, size: ocramS.size, to: ocramS.base },
      { from: ocram.base, size: ocram.size, to: ocram.base },
      { from: 0x1000_0000, size: 0x0ffe_0000, to: ddrBase },
      { from: 0x2018_0000, size: ocramS.size, to: ocramS.base },
      { from: 0x2020_0000, size: ocram.size, to: ocram.base },
    ],
    tcmInDomain: false,
  },
  remoteproc: {
    device: 'imx8mm-cm4',
    // imx_rproc_cfg_imx8mq: Linux writes SRC_M4RCR itself, in mainline and in NXP's kernels.
    method: 'mmio',
    rows: [
      { da: 0x0000_0000, sys: 0x007e_0000, size: 0x0002_0000 },
      { da: 0x0018_0000, sys: 0x0018_0000, size: 0x0000_8000 },
      { da: 0x0090_0000, sys: 0x0090_0000, size: 0x0002_0000 },
      { da: 0x0092_0000, sys: 0x0092_0000, size: 0x0002_0000 },
      { da: 0x0800_0000, sys: 0x0800_0000, size: 0x0800_0000 },
      { da: 0x1000_0000, sys: 0x4000_0000, size: 0x0ffe_0000 },
      { da: 0x1ffe_0000, sys: 0x007e_0000, size: 0x0004_0000, own: true },
      { da: 0x2018_0000, sys: 0x0018_0000, size: 0x0000_8000, own: true },
      { da: 0x2020_0000, sys: 0x0090_0000, size: 0x0002_0000, own: true },
      { da: 0x2022_0000, sys: 0x0092_0000, size: 0x0002_0000, own: true },
      { da: 0x4000_0000, sys: 0x4000_0000, size: 0x8000_0000 },
    ],
    // As NXP's imx8mm-evk-rpmsg.dts and PHYTEC's imx8mm-phycore-rpmsg.dtso have them.
    regions: [
      { node: 'vdevbuffer', base: 0xb840_0000, size: 0x10_0000 },
      { node: 'vdev0vring0', base: 0xb800_0000, size: 0x8000 },
      { node: 'vdev0vring1', base: 0xb800_8000, size: 0x8000 },
      { node: 'rsc_table', base: 0xb80f_f000, size: 0x1000 },
      { node: 'm4', base: 0x8000_0000, size: 0x100_0000 },
    ],
    overlay: 'verdin-imx8mm_hmp_overlay.dtbo',
  },
};
