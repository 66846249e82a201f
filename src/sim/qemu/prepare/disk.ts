import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inputSum } from './checksum.ts';
import { deviceTreeFile, hmpOverlayFile } from './device-tree.ts';
import { image } from './image.ts';
import type { Made, Shell, Workshop } from './step.ts';

// MiB. The whole must be a power of two: QEMU's card has no other sizes. U-Boot's environment lies before the first partition.
const layout = { whole: 512, boot: { start: 4, size: 64 }, root: { start: 68, size: 444 } };
/** CONFIG_ENV_OFFSET of u-boot.config, and in fw_env.config. */
const environmentOffset = 0x200000;

export interface DiskParts {
  readonly uboot: Made;
  readonly kernel: Made;
  readonly deviceTree: Made;
  readonly initramfs: Made;
  readonly rootTree: Made;
}

/** What the step is called, and so where its result lies: boards that differ in their device tree or kernel have a disk each. */
export type DiskName = 'disk' | 'disk-m7' | 'disk-older';

/** emmc.img: environment, boot partition (FAT) and root file system (ext4), sparse, made without being root. */
export const makeDisk = (workshop: Workshop, name: DiskName, parts: DiskParts): Promise<Made> =>
  workshop.make({
    name,
    inputs: [inputSum(import.meta.url, image('boot.cmd')), ...Object.values(parts).map(({ key }: Made) => key)],
    make: async (folder, sh) => {
      const [disk, boot, root] = ['emmc.img', 'boot.fat', 'root.ext4'].map((name) => join(folder, name)) as [string, string, string];
      await makeBoot(boot, parts, folder, sh);
      await makeRoot(root, parts.rootTree.path('root'), folder, sh);
      await sh`truncate -s ${layout.whole}M ${disk}`;
      writeFileSync(join(folder, 'table'), table());
      await sh`PATH=$PATH:/sbin:/usr/sbin sfdisk -q ${disk} < ${folder}/table`;
      const write = ['conv=notrunc,sparse', `of=${disk}`];
      await sh`dd ${write} if=${boot} bs=1M seek=${layout.boot.start}`;
      await sh`dd ${write} if=${root} bs=1M seek=${layout.root.start}`;
      await sh`dd ${write} if=${parts.uboot.path('environment.bin')} bs=512 seek=${environmentOffset / 512}`;
      await sh`rm ${boot} ${root} ${folder}/table`;
    },
  });

const table = (): string => {
  const line = (part: { start: number; size: number }, rest: string): string => `start=${part.start}MiB, size=${part.size}MiB, ${rest}\n`;
  return `label: dos\n${line(layout.boot, 'type=c, bootable')}${line(layout.root, 'type=83')}`;
};

const makeBoot = async (file: string, { uboot, kernel, deviceTree, initramfs }: DiskParts, folder: string, sh: Shell) => {
  await sh`${uboot.path('mkimage')} -A arm64 -T script -C none -n boot -d ${image('boot.cmd')} ${folder}/boot.scr`;
  await sh`truncate -s ${layout.boot.size}M ${file}`;
  await sh`PATH=$PATH:/sbin:/usr/sbin mkfs.vfat -n BOOT ${file}`;
  const content = [kernel.path('Image.gz'), deviceTree.path(deviceTreeFile), initramfs.path('initramfs.gz'), `${folder}/boot.scr`];
  await sh`mcopy -i ${file} ${content} ::`;
  writeFileSync(`${folder}/overlays.txt`, `fdt_overlays=${hmpOverlayFile}\n`);
  await sh`mcopy -i ${file} ${folder}/overlays.txt ::`;
  await sh`mmd -i ${file} ::/overlays`;
  await sh`mcopy -i ${file} ${deviceTree.path(hmpOverlayFile)} ::/overlays`;
  await sh`rm ${folder}/boot.scr ${folder}/overlays.txt`;
};

const makeRoot = async (file: string, tree: string, folder: string, sh: Shell): Promise<void> => {
  await sh`truncate -s ${layout.root.size}M ${file}`;
  // Written out whole: the kernel would go on initialising the tables behind the first boot's back.
  const options = ['-q', '-t', 'ext4', '-L', 'root', '-E', 'root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0'];
  await sh`PATH=$PATH:/sbin:/usr/sbin mke2fs ${options} -d ${tree} ${file}`;
  writeFileSync(`${folder}/owners`, ownership(tree));
  await sh`PATH=$PATH:/sbin:/usr/sbin debugfs -w -f ${folder}/owners ${file}`;
  await sh`rm ${folder}/owners`;
};

// mke2fs takes the owners along from here: whoever prepares, on the board it is root.
const ownership = (tree: string): string => {
  const below = readdirSync(tree, { recursive: true, encoding: 'utf8' }).map((name) => join(tree, name));
  const paths = ['/lost+found', ...below.map((path) => `/${relative(tree, path)}`)];
  return paths.map((path) => `set_inode_field "${path}" uid 0\nset_inode_field "${path}" gid 0\n`).join('');
};
