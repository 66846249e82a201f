import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processMarkSchema = z.strictObject({
  host: z.string(),
  /** Of the kernel: a new one with every boot of the host. */
  boot: z.string(),
  pid: z.int(),
  /** In clock ticks after the boot: process ids are given again, but not with the same start. */
  started: z.string(),
});
/** Tells one process from every other that ever ran on any host. */
export type ProcessMark = z.infer<typeof processMarkSchema>;

export const ownMark = (): ProcessMark => ({ host: hostname(), boot: bootId(), pid: process.pid, started: startOf(process.pid) ?? '' });

/** Whether that process is known to have ended. Of another host's processes nothing is known. */
export const hasEnded = ({ host, boot, pid, started }: ProcessMark): boolean =>
  host === hostname() && (boot !== bootId() || startOf(pid) !== started);

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
};

// Field 22 of proc_pid_stat(5); the name in field 2 may hold spaces and brackets. A zombie has ended: only its parent does not know yet.
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch {
    return undefined;
  }
};
