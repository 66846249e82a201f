import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processMarkSchema = z.object({
  host: z.string(),
  /** Of the kernel: a new one with every boot of the host. */
  boot: z.string(),
  /** Process ids of one container mean nothing in another. */
  namespace: z.string(),
  pid: z.int(),
  /** In clock ticks after the boot: process ids are given again, but not with the same start. */
  started: z.string(),
});
/** Tells one process from every other that ever ran on any host. */
export type ProcessMark = z.infer<typeof processMarkSchema>;

/** Undefined when there is no such process any more. */
export const markOf = (pid: number): ProcessMark | undefined => {
  const started = startOf(pid);
  return started === undefined ? undefined : { host: hostname(), boot: bootId(), namespace: pidNamespace(), pid, started };
};

export const ownMark = (): ProcessMark =>
  markOf(process.pid) ?? { host: hostname(), boot: bootId(), namespace: pidNamespace(), pid: process.pid, started: '' };

/** True when the process provably is no more. Of another host's or another container's processes nothing is known. */
export const hasEnded = (mark: ProcessMark): boolean => {
  if (isOfEarlierBoot(mark)) return true;
  return isVisible(mark) && startOf(mark.pid) !== mark.started;
};

/** True when that very process, and no later one with its id, is there. */
export const isAlive = (mark: ProcessMark): boolean => isVisible(mark) && startOf(mark.pid) === mark.started;

/** User id that it runs under; undefined when it is not there. */
export const ownerOf = (mark: ProcessMark): number | undefined =>
  attempted(() => (isAlive(mark) ? statSync(`/proc/${mark.pid}`).uid : undefined));

export const isOfThisBoot = ({ boot }: ProcessMark): boolean => boot === bootId();

const isOfEarlierBoot = (mark: ProcessMark): boolean => mark.host === hostname() && !isOfThisBoot(mark);

const isVisible = ({ boot, namespace, started }: ProcessMark): boolean =>
  started !== '' && boot === bootId() && namespace === pidNamespace();

const bootId = (): string => attempted(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '';

const pidNamespace = (): string => attempted(() => readlinkSync('/proc/self/ns/pid')) ?? '';

// Field 22 of proc_pid_stat(5); the name in field 2 may hold spaces and brackets. A zombie has ended: only its parent does not know yet.
const startOf = (pid: number): string | undefined =>
  attempted(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  });

const attempted = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
