import type { IFileSystem } from 'just-bash';
import type { Inode } from './file-tree.ts';

export type Stat = Awaited<ReturnType<IFileSystem['stat']>>;

export const statOf = (inode: Inode): Stat => ({
  isFile: inode.kind === 'file' || (inode.kind === 'node' && inode.device === undefined),
  isDirectory: inode.kind === 'folder',
  isSymbolicLink: inode.kind === 'link',
  mode: inode.mode,
  size:
    inode.kind === 'file'
      ? (inode.claimedSize ?? inode.content.byteLength)
      : inode.kind === 'node' && inode.device === undefined
        ? 4096
        : 0,
  mtime: new Date(inode.mtime),
  dev: 1,
  ino: inode.ino,
});
