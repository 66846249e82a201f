import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import type { Packages } from './packages.ts';
import type { Made, Shell, Workshop } from './step.ts';

/** Same value as ENV_SIZE of the board's defconfig and in fw_env.config. */
export const environmentBytes = 0x2000;

/** Debian's U-Boot for the Verdin iMX8M Plus with the few lines that QEMU needs: u-boot.bin, environment.bin and mkimage. */
export const makeUBoot = (workshop: Workshop, packages: Packages): Promise<Made> => {
  const parts = ['u-boot.patch', 'u-boot.config', 'u-boot-qemu.dtsi'].map(image);
  return workshop.make({
    name: 'u-boot',
    inputs: [inputSum(import.meta.url, ...parts), packages.sum('u-boot')],
    make: async (folder, sh) => {
      const tree = join(folder, 'tree');
      mkdirSync(tree);
      await unpack(tree, packages, sh);
      await build(tree, sh);
      for (const file of ['u-boot.bin', 'tools/mkimage']) cpSync(join(tree, file), join(folder, file.replace('tools/', '')));
      await sh`${tree}/tools/mkenvimage -s ${environmentBytes} -o ${folder}/environment.bin ${tree}/u-boot-initial-env`;
      rmSync(tree, { recursive: true });
    },
  });
};

const unpack = async (tree: string, packages: Packages, sh: Shell): Promise<void> => {
  await sh`tar -x -C ${tree} --strip-components=1 -f ${packages.path('u-boot', /\.orig\.tar/)}`;
  await sh`tar -x -C ${tree} -f ${packages.path('u-boot', /\.debian\.tar/)}`;
  const series = readFileSync(join(tree, 'debian/patches/series'), 'utf8').split('\n');
  const names = series.map((line) => line.replace(/\s*#.*/, '').trim()).filter((name) => name !== '');
  for (const patch of [...names.map((name) => join(tree, 'debian/patches', name)), image('u-boot.patch')]) {
    await sh`patch -d ${tree} -p1 -i ${patch}`;
  }
  cpSync(image('u-boot-qemu.dtsi'), join(tree, 'dts/upstream/src/arm64/freescale/u-boot-qemu.dtsi'));
};

const build = async (tree: string, sh: Shell): Promise<void> => {
  // pylibfdt serves binman, which packs the flash image that QEMU does without; it would need swig and Python's headers.
  const make = ['make', '-s', '-C', tree, `-j${availableParallelism()}`, 'CROSS_COMPILE=aarch64-linux-gnu-', 'CONFIG_PYLIBFDT='];
  await sh`${make} verdin-imx8mp_defconfig`;
  await sh({ cwd: tree })`scripts/kconfig/merge_config.sh -m .config ${image('u-boot.config')}`;
  await sh`${make} olddefconfig`;
  await sh`${make} u-boot.bin u-boot-initial-env`;
};
