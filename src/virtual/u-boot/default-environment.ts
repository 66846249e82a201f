import { readFileSync } from 'node:fs';
import type { BoardSettings } from '../settings.ts';

// Load addresses differ between the releases: include/configs/verdin-imx8mp.h.
const addresses = {
  '2022.04': {
    loadaddr: '0x48200000',
    kernel_addr_r: '0x48200000',
    fdt_addr_r: '0x50200000',
    scriptaddr: '0x50280000',
    ramdisk_addr_r: '0x50300000',
  },
  '2024.07': {
    loadaddr: '0x48200000',
    kernel_addr_r: '0x48200000',
    fdt_addr_r: '0x50200000',
    scriptaddr: '0x50280000',
    ramdisk_addr_r: '0x50300000',
  },
};

const common = readFileSync(new URL('./default-environment.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);

/** What a module comes with from the installer. */
export const defaultEnvironment = (
  { image, kernel, wifi, hmpOverlay }: BoardSettings,
  serialNumber: string,
): ReadonlyMap<string, string> => {
  const variant = wifi ? 'wifi' : 'nonwifi';
  return new Map(
    Object.entries({
      ...Object.fromEntries(common),
      ...addresses[uBootVersionOf(kernel)],
      'serial#': serialNumber,
      variant,
      fdtfile: `imx8mp-verdin-${variant}-dev.dtb`,
      // The script of the BSP runs it, Torizon's does not.
      ...(image === 'bsp' && hmpOverlay ? { m4boot: ';' } : {}),
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

/** The release that comes with a kernel of that series. */
export const uBootVersionOf = (kernel: BoardSettings['kernel']): '2022.04' | '2024.07' => (kernel === '6.6' ? '2024.07' : '2022.04');
