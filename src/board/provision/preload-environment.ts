import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { PreloadImage } from './preload-image.ts';
import { fetchCommands } from './served-files.ts';

/**
 * The steps that load an image from the board's storage, or fetch it by TFTP, and start the M7 with it. Each step must succeed before the next:
 * `bootaux` after a failed `load` starts whatever lies in memory. Numbers are hex to U-Boot, so sizes come from its own ${filesize}.
 */
export const preloadCommands = (image: PreloadImage, { uboot }: BoardProfile): readonly string[] => {
  const load = (address: string): readonly string[] =>
    image.served ? fetchCommands([{ file: image.served, to: address }]) : [`load ${uboot.storage} ${address} ${image.path}`];
  if (image.kind === 'elf') return [...load(loadaddr), 'dcache flush', `bootaux ${loadaddr}`];
  if (image.memory === 'ddr') return [...load(hex(image.address)), 'dcache flush', `bootaux ${hex(image.address)}`];
  const { address, size } = uboot.tcm;
  // `test` would take the bare hex digits of ${filesize} for a decimal number.
  const fits = `itest 0x\${filesize} -le ${hex(size)}`;
  return [...load(loadaddr), fits, `cp.b ${loadaddr} ${hex(address)} \${filesize}`, 'dcache flush', `bootaux ${hex(address)}`];
};

// Differs between U-Boot versions and builds: U-Boot itself knows.
const loadaddr = `\${loadaddr}`;

/** The variables that make every boot start the M7 first. On Torizon `m4boot` is run by nobody; the reference image's boot script runs it. */
export const preloadEnvironment = (
  image: PreloadImage,
  profile: BoardProfile,
  { system, bootcmd = profile.uboot.bootCommand }: { readonly system: 'torizon' | 'bsp'; readonly bootcmd?: string | undefined },
): Readonly<Record<string, string>> => {
  const m4boot = preloadCommands(image, profile).join(' && ');
  if (system === 'bsp' || /^run m4boot\s*;/.test(bootcmd)) return { m4boot };
  // With `;`: a board without a preload still boots, and its log says what went wrong.
  return { m4boot, bootcmd: `run m4boot; ${bootcmd}` };
};

const hex = (value: number): string => `0x${value.toString(16)}`;
