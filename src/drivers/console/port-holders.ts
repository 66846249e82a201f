import { readdir, readFile, readlink } from 'node:fs/promises';

export interface PortHolder {
  readonly pid: number;
  readonly program: string;
}

/** Other processes that have a device open, as far as this user may see them; Linux only. */
export const holdersOf = async (device: string): Promise<readonly PortHolder[]> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => ((await hasOpen(pid, device)) ? [{ pid: Number(pid), program: await programOf(pid) }] : [])),
  );
  return found.flat();
};

const hasOpen = async (pid: string, device: string): Promise<boolean> => {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(descriptors.map((number) => readlink(`/proc/${pid}/fd/${number}`).catch(() => '')));
  // Who made a pseudo terminal keeps both of its ends open, and reads this one never.
  const isMaker = device.startsWith('/dev/pts/') && targets.some((target) => target === '/dev/ptmx' || target === '/dev/pts/ptmx');
  return targets.includes(device) && !isMaker;
};

const programOf = async (pid: string): Promise<string> => (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'unknown')).trim();
