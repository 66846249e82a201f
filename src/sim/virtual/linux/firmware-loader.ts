import type { FileTree } from './file-tree.ts';

/** The file that the kernel's firmware loader finds for a name: the directories of fw_path[] in drivers/base/firmware_loader/main.c, in their order. */
export const findFirmware = (tree: FileTree, release: string, configuredPath: string, name: string): Uint8Array | undefined => {
  const folders = [
    configuredPath,
    `/lib/firmware/updates/${release}`,
    '/lib/firmware/updates',
    `/lib/firmware/${release}`,
    '/lib/firmware',
  ];
  for (const folder of folders.filter(Boolean)) {
    const inode = tree.get(`${folder}/${name}`);
    if (inode?.kind === 'file') return inode.content;
  }
  return undefined;
};
