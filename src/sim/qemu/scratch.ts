import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Folders of one rig that end with it. */
export interface Scratch extends Disposable {
  readonly disk: string;
  /** In memory where the host has room there, since every page that the board touches is written to it. */
  readonly memory: string;
}

// A boot touches about half a gigabyte of DRAM.
const roomForDram = 2 * 2 ** 30;

/** New folders for this process, and the end of those whose process is gone. */
export const openScratch = (roots: readonly [disk: string, memory: string] = defaultRoots()): Scratch => {
  for (const root of new Set(roots)) removeLeftovers(root);
  const name = ownName();
  const [disk, memory] = roots.map((root) => join(root, name)) as [string, string];
  for (const folder of [disk, memory]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    disk,
    memory,
    [Symbol.dispose]() {
      for (const folder of [disk, memory]) rmSync(folder, { recursive: true, force: true });
    },
  };
};

const defaultRoots = (): [string, string] => {
  const name = `verdin-hil-qemu-${userInfo().uid}`;
  const disk = join(tmpdir(), name);
  return [disk, hasRoom('/dev/shm') ? join('/dev/shm', name) : disk];
};

const hasRoom = (path: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > roomForDram;
  } catch {
    return false;
  }
};

/** Two processes of one number never share a start time, so a reused number does not keep a leftover alive. */
const ownName = (): string => `${process.pid}-${startTimeOf(process.pid)}`;

const removeLeftovers = (root: string): void => {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(root)) {
    const [, pid, startTime] = /^(\d+)-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && startTimeOf(Number(pid)) !== startTime) rmSync(join(root, name), { recursive: true, force: true });
  }
};

/** Clock ticks from the host's boot to the start of a process, field 22 of proc_pid_stat(5); undefined when there is none. */
const startTimeOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may hold blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};
