import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostLimitOf } from '../../core/host-limit.ts';
import { LeaseError } from './lease-error.ts';
import { type ReadRecord, readRecord } from './lease-record.ts';
import { keyOf } from './wire-key.ts';

/** The place of one wire's record. Of several generations the highest says whose the wire is; whoever takes it adds the next one. */
export interface Entry {
  readonly key: string;
  readonly generation: number;
  readonly path: string;
}

// Of one host, for all its users: never below TMPDIR, which each of them may have set elsewhere.
const usualPlaces = ['/run/lock', '/tmp'];
const worldWritable = 0o002;

/** `HIL_LEASES`, or a folder that every user of this host finds and may write to: in the first of these places that is for all. */
export const leasesPath = (env: NodeJS.ProcessEnv = process.env, places: readonly string[] = usualPlaces): string => {
  if (env.HIL_LEASES) return env.HIL_LEASES;
  const place = places.find((path) => existsSync(path) && (statSync(path).mode & worldWritable) !== 0);
  return join(place ?? '/tmp', 'verdin-hil');
};

/**
 * The records of all leases of this host. Names are never used again while somebody could still mean an earlier use of them, so that a slow process
 * cannot take away what is another's by now; and nothing of another user's ever has to be changed, so that the folder may be sticky as /tmp is.
 */
export class LeaseFolder {
  readonly path: string;
  /** Makes it when it is missing. Throws LeaseError. */
  constructor(path = leasesPath()) {
    this.path = path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      makeShared(path);
      readdirSync(path);
    } catch (cause) {
      throw noFolder(path, cause);
    }
  }

  entries(): readonly Entry[] {
    return readdirSync(this.path).flatMap((name) => {
      const [, key, generation] = /^([\da-f]{16})\.(\d{1,15})$/.exec(name) ?? [];
      return key && generation ? [this.entry(key, Number(generation))] : [];
    });
  }

  entry(key: string, generation: number): Entry {
    return { key, generation, path: join(this.path, `${key}.${generation}`) };
  }

  /** The newest entry of each wire that ever had one. */
  latest(entries = this.entries()): ReadonlyMap<string, Entry> {
    const latest = new Map<string, Entry>();
    for (const entry of entries) if (entry.generation > (latest.get(entry.key)?.generation ?? -1)) latest.set(entry.key, entry);
    return latest;
  }

  /** Whether any of these wires was taken since the folder is there. */
  knows(wires: readonly string[]): boolean {
    const latest = this.latest();
    return wires.some((wire) => latest.has(keyOf(wire)));
  }

  /** Undefined when it is gone. Throws LeaseError. */
  read({ path }: Entry): ReadRecord | undefined {
    try {
      return readRecord(path);
    } catch (cause) {
      throw new LeaseError(`cannot read the lease ${path}: ${(cause as Error).message}`, {
        cause,
        remedy: 'have an administrator look at it',
      });
    }
  }

  /** Removes what nobody can mean any more; what is another user's stays to its owner where the folder is sticky. */
  tidy(entries = this.entries()): void {
    const latest = this.latest(entries);
    for (const entry of entries) {
      if (entry.generation < latest.get(entry.key)!.generation || this.#isForgotten(entry)) removed(entry.path);
    }
  }

  #isForgotten(entry: Entry): boolean {
    const read = this.read(entry);
    return read?.isFree === true && Date.now() - read.changedAt > forgetAfterMs;
  }
}

// Far longer than anybody takes from looking for the newest generation to adding the next.
const forgetAfterMs = 60 * 60_000;

const makeShared = (path: string): void => {
  if (existsSync(path)) return;
  try {
    mkdirSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw cause;
  }
  // Everybody may add, nobody may remove what is another's. The mode of mkdir(2) is subject to the umask.
  chmodSync(path, 0o1777);
};

/** Gives a file another name; false when the name is somebody's already, which of two only one gets. */
export const isLinked = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
};

const removed = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // Another user's in a sticky folder.
  }
};

export const noFolder = (path: string, cause: unknown): LeaseError =>
  new LeaseError(`cannot keep leases in ${path}: ${sentenceOf(cause as NodeJS.ErrnoException)}`, {
    cause,
    remedy:
      'make it a folder with room that everybody who uses the boards may write to (mode 1777), or name another one in HIL_LEASES, the same for all of them',
  });

const sentences: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'it is not a folder',
};

const sentenceOf = (cause: NodeJS.ErrnoException): string =>
  hostLimitOf(cause)?.why ?? (cause.code && sentences[cause.code]) ?? cause.message;
