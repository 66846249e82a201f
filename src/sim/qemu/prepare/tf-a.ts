import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputSum } from './checksum.ts';
import type { M7Sources } from './m7-sources.ts';
import type { Made, Shell, Workshop } from './step.ts';

/** Where TF-A for this chip is linked to run, in OCRAM (BL31_BASE of its platform_def.h). */
export const bl31Address = 0x970000;

const parts = fileURLToPath(new URL('../m7/tf-a', import.meta.url));
// UART3: the console of U-Boot and Linux on a Verdin.
const consoleUart = '0x30880000';

/** tf-a-m7: with the calls that start and stop the M7. tf-a-upstream: as it is, without them. */
export type TfAName = 'tf-a-m7' | 'tf-a-upstream';

/** bl31.bin for the i.MX 8M Plus. */
export const makeTfA = (workshop: Workshop, name: TfAName, sources: M7Sources): Promise<Made> =>
  workshop.make({
    name,
    inputs: [inputSum(import.meta.url, parts), sources.sum('arm-trusted-firmware')],
    make: async (folder, sh) => {
      const tree = join(folder, 'tree');
      mkdirSync(tree);
      await sh`tar -x -C ${tree} --strip-components=1 -f ${sources.path('arm-trusted-firmware')}`;
      if (name === 'tf-a-m7') await addCalls(tree, sh);
      const make = ['-s', '-C', tree, `-j${availableParallelism()}`, 'CROSS_COMPILE=aarch64-linux-gnu-', 'PLAT=imx8mp'];
      // As Debian builds it: without the warning of gcc 12 about addresses that are close to nothing. The build string is part of the banner, and names it as builds are named.
      const options = ['CFLAGS=--param=min-pagesize=0', 'LDFLAGS=', `IMX_BOOT_UART_BASE=${consoleUart}`, `BUILD_STRING=${builds[name]}`];
      await sh`make ${make} ${options} bl31`;
      cpSync(join(tree, 'build/imx8mp/release/bl31.bin'), join(folder, 'bl31.bin'));
      rmSync(tree, { recursive: true });
    },
  });

// NXP's name their branch, and upstream's their release.
const builds = { 'tf-a-m7': 'imx_m7', 'tf-a-upstream': 'upstream' } as const;

const addCalls = async (tree: string, sh: Shell): Promise<void> => {
  await sh`patch -d ${tree} -p1 -i ${join(parts, 'm7-sip.patch')}`;
  const platform = join(tree, 'plat/imx/imx8m/imx8mp');
  cpSync(join(parts, 'imx8mp_m7_sip.c'), join(platform, 'imx8mp_m7_sip.c'));
  cpSync(join(parts, 'imx8mp_m7_sip.h'), join(platform, 'include/imx8mp_m7_sip.h'));
};
