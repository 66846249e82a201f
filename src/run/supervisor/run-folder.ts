import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConfigError, HilError } from '../../core/errors.ts';
import { hostLimitOf } from '../../core/host-limit.ts';

/**
 * Makes a new folder for a run, named by its moment. `intend` hears of it before it is there, so that no folder is without somebody who knows of it.
 * Throws ConfigError when the place was chosen wrongly, a lab error when the disk does not let us, and what `intend` throws.
 */
export const makeRunFolder = (reportsDir: string, startedAt: Date, intend: (dir: string) => void = () => {}): string => {
  const name = `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  try {
    makeFolders(reportsDir);
    return firstFree(join(reportsDir, name), intend);
  } catch (cause) {
    throw cause instanceof HilError ? cause : cannotWrite(reportsDir, cause as NodeJS.ErrnoException);
  }
};

/** `reports/latest` points at this run from now on. Throws a lab error where it cannot; then everything there is as it was. */
export const pointLatestAt = (dir: string): void => {
  const latest = join(dirname(dir), 'latest');
  const fresh = `${latest}.${process.pid}`;
  try {
    if (lstatSync(latest, { throwIfNoEntry: false })?.isSymbolicLink() === false) throw new Error('somebody has something else there');
    rmSync(fresh, { force: true });
    symlinkSync(basename(dir), fresh);
    renameSync(fresh, latest);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new HilError('lab', `${latest} does not point at this run: ${(cause as Error).message}`, {
      cause,
      remedy: 'move it away or make its folder writable, or choose another folder with --reports',
    });
  }
};

// Not `recursive`: below /proc, where no folder can be made and none is missing, Node 20 tries for ever.
const makeFolders = (dir: string): void => {
  if (existsSync(dir)) return;
  makeFolders(dirname(dir));
  try {
    mkdirSync(dir);
  } catch (cause) {
    // Another run was quicker.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
};

const cannotWrite = (reportsDir: string, cause: NodeJS.ErrnoException): HilError => {
  const why = cause.code === 'ENOENT' ? `no folder can be made in ${dirname(cause.path ?? reportsDir)}` : cause.message;
  const sentence = `cannot write reports to ${reportsDir}: ${why}`;
  const limit = hostLimitOf(cause);
  if (limit) return new HilError('lab', sentence, { cause, remedy: `${limit.remedy}, or choose another folder with --reports` });
  return new ConfigError(sentence, { cause, remedy: 'choose another folder with --reports, or make this one writable' });
};

const firstFree = (path: string, intend: (dir: string) => void, count = 1): string => {
  const candidate = count === 1 ? path : `${path}-${count}`;
  try {
    if (existsSync(candidate)) return firstFree(path, intend, count + 1);
    intend(candidate);
    mkdirSync(candidate);
    return candidate;
  } catch (cause) {
    // Another run was quicker.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    return firstFree(path, intend, count + 1);
  }
};
