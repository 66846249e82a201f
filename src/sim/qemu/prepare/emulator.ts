import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputSum } from './checksum.ts';
import { emulator } from './host-packages.ts';
import type { M7Sources } from './m7-sources.ts';
import type { Made, Shell, Workshop } from './step.ts';

/** C files and patches that give QEMU's imx8mp-evk an M7: what lies in `misc` and `arm` goes to these folders of QEMU. */
export const emulatorParts = fileURLToPath(new URL('../m7/qemu', import.meta.url));
const blocks = ['misc', 'arm'] as const;

// Nothing of the machine that builds it decides what it can do.
const options = [
  ...['--python=/usr/bin/python3', '--target-list=aarch64-softmmu', '--with-devices-aarch64=hil', '--without-default-devices'],
  ...['--without-default-features', '--enable-system', '--enable-tcg', '--enable-slirp', '--enable-fdt=system'],
  ...['--enable-trace-backends=log', '--disable-werror', '--disable-docs', '--disable-tools', '--disable-install-blobs'],
  ...['--disable-download', '--disable-debug-info'],
];

/** qemu-system-aarch64 whose imx8mp-evk has an M7, built from Debian's source. About 12 minutes of one core's time. */
export const makeEmulator = (workshop: Workshop, sources: M7Sources): Promise<Made> =>
  workshop.make({
    name: 'qemu-m7',
    inputs: [inputSum(import.meta.url, emulatorParts), sources.sum('qemu')],
    make: async (folder, sh) => {
      const tree = join(folder, 'tree');
      mkdirSync(tree);
      await sh({ env: { ...process.env, XZ_DEFAULTS: '-T0' } })`tar -x -C ${tree} --strip-components=1 -f ${sources.path('qemu')}`;
      await alter(tree, sh);
      await build(tree, sh);
      await sh`strip -o ${folder}/${emulator} ${tree}/build/${emulator}`;
      rmSync(tree, { recursive: true });
    },
  });

const alter = async (tree: string, sh: Shell): Promise<void> => {
  const patches = join(emulatorParts, 'patches');
  for (const name of readdirSync(patches).sort()) await sh`patch -d ${tree} -p1 -i ${join(patches, name)}`;
  for (const block of blocks) {
    for (const name of readdirSync(join(emulatorParts, block))) {
      cpSync(join(emulatorParts, block, name), join(tree, name.endsWith('.h') ? 'include/hw' : 'hw', block, name));
    }
  }
  cpSync(join(emulatorParts, 'hil.mak'), join(tree, 'configs/devices/aarch64-softmmu/hil.mak'));
  // Debian's source lacks the firmware of other machines, which the build unpacks all the same.
  const wanted = readFileSync(join(tree, 'pc-bios/meson.build'), 'utf8').matchAll(/'(edk2-[\w-]+\.fd)'/g);
  for (const [, name] of wanted) writeFileSync(join(tree, `pc-bios/${name}.bz2`), '');
};

const build = async (tree: string, sh: Shell): Promise<void> => {
  const folder = join(tree, 'build');
  mkdirSync(folder);
  await sh({ cwd: folder })`../configure ${options}`;
  await sh({ cwd: folder })`nice ninja -j${availableParallelism()} ${emulator}`;
};
