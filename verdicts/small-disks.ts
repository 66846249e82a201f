import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UserFolder } from '../kill/user-folder.ts';
import type { World } from './world.ts';

/** File systems of their own, with the room that the world says, until they are disposed. Throws where this user may mount none. */
export const smallDisks = ({ room = {} }: World, folder: UserFolder): Disposable => {
  const disks = [
    ...(room.temporaryKiB === undefined ? [] : [smallDisk(join(folder.dir, 'tmp'), room.temporaryKiB)]),
    ...(room.reportsKiB === undefined ? [] : [smallDisk(folder.reports, room.reportsKiB)]),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const disk of disks) disk[Symbol.dispose]();
    },
  };
};

const smallDisk = (dir: string, sizeKiB: number): Disposable => {
  mkdirSync(dir, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'hil-world', dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`this user may not mount a small disk: ${stderr.trim()}`);
  return { [Symbol.dispose]: () => void spawnSync('umount', ['-l', dir]) };
};
