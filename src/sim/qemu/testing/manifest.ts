import type { Manifest } from '../prepare/manifest.ts';

/** What a finished preparation of the stock board says, of files that need not be there. */
export const testManifest: Manifest = {
  version: 1,
  qemu: 'qemu-system-aarch64',
  machine: 'imx8mp-evk',
  ram: '8G',
  shim: 'shim.img',
  uboot: 'u-boot.bin',
  ubootAddress: '0x40200000',
  rom: 'rom.bin',
  romAddress: '0x900000',
  dtb: 'verdin.dtb',
  emmc: 'emmc.img',
  login: { user: 'root', password: 'x' },
  hostKey: `SHA256:${'A'.repeat(43)}`,
  kernel: '6.12',
  sha256: {},
};
