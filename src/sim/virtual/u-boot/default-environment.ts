import { readFileSync } from 'node:fs';
import type { VirtualModel } from '../../../core/virtual-model.ts';
import { modelText } from '../model-text.ts';
import type { BoardSettings } from '../settings.ts';

// include/configs/verdin-imx8mp.h and verdin-imx8mm.h, the same in these releases.
const addresses = {
  loadaddr: '0x48200000',
  kernel_addr_r: '0x48200000',
  fdt_addr_r: '0x50200000',
  scriptaddr: '0x50280000',
  ramdisk_addr_r: '0x50300000',
};

const common = readFileSync(new URL('./default-environment.txt', import.meta.url), 'utf8');

const variablesOf = (model: VirtualModel): (readonly [string, string])[] =>
  modelText(common, model)
    .split('\n')
    .filter(Boolean)
    .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);

/** What a module comes with from the installer. */
export const defaultEnvironment = (
  { image, wifi, hmpOverlay, model }: BoardSettings,
  serialNumber: string,
): ReadonlyMap<string, string> => {
  const variant = wifi ? 'wifi' : 'nonwifi';
  return new Map(
    Object.entries({
      ...Object.fromEntries(variablesOf(model)),
      ...addresses,
      'serial#': serialNumber,
      variant,
      fdtfile: `${model.soc}-verdin-${variant}-dev.dtb`,
      // The script of the BSP runs it, Torizon's does not.
      ...(image === 'bsp' && hmpOverlay ? { m4boot: ';' } : {}),
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

/** The release that comes with a kernel of that series. */
export const uBootVersionOf = (kernel: BoardSettings['kernel']): '2022.04' | '2024.07' | '2025.01' =>
  kernel === '6.12' ? '2025.01' : kernel === '6.6' ? '2024.07' : '2022.04';
