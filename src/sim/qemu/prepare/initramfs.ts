import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inputSum } from './checksum.ts';
import { image } from './image.ts';
import { closure } from './module-tree.ts';
import { earlyModules } from './root-tree.ts';
import type { Made, Workshop } from './step.ts';

/** initramfs.gz: busybox and the modules that lead to the root file system, and no more, since the emulated card is slow. */
export const makeInitramfs = (workshop: Workshop, release: string, rootTree: Made): Promise<Made> =>
  workshop.make({
    name: 'initramfs',
    inputs: [inputSum(import.meta.url, image('initramfs-init')), rootTree.key],
    make: async (folder, sh) => {
      const tree = join(folder, 'tree');
      for (const name of ['bin', 'modules']) mkdirSync(join(tree, name), { recursive: true });
      cpSync(rootTree.path('root/bin/busybox'), join(tree, 'bin/busybox'));
      symlinkSync('busybox', join(tree, 'bin/sh'));
      cpSync(image('initramfs-init'), join(tree, 'init'));
      await sh`chmod 755 ${tree}/init`;
      const modules = await closure(rootTree.path('root'), release, earlyModules, sh);
      for (const module of modules) cpSync(module, join(tree, 'modules', basename(module)));
      writeFileSync(join(tree, 'modules/order'), modules.map((module) => `${basename(module)}\n`).join(''));
      const archive = join(folder, 'initramfs.gz');
      await sh({ cwd: tree })`find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet | gzip -9n > ${archive}`;
      await sh`rm -rf ${tree}`;
    },
  });
