import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError, HilError } from '../core/errors.ts';

/** Throws ConfigError where the file that was named by this option cannot be written: asked before the work whose result it is to hold. */
export const requireWritable = (file: string, option: string): void => {
  const why = whyUnwritable(file);
  if (why === undefined) return;
  throw new ConfigError(`${shownLine(file)} cannot be written: ${why}`, {
    remedy: `make it possible, or name another file with ${option}`,
  });
};

/** Throws HilError of the lab where it can no longer be written, as on a full disk. */
export const writeNamed = async (file: string, content: string | Uint8Array, option: string): Promise<void> => {
  await writeFile(file, content).catch((cause: NodeJS.ErrnoException) => {
    throw new HilError('lab', `${shownLine(file)} cannot be written: ${reason(cause)}`, {
      cause,
      remedy: `name another file with ${option}`,
    });
  });
};

const whyUnwritable = (file: string): string | undefined => {
  if (file === '') return 'it has no name';
  const folder = dirname(file);
  const there = existsSync(file) ? statSync(file) : undefined;
  if (there?.isDirectory() || /\/$/.test(file)) return 'it is a folder';
  return there === undefined ? inFolder(folder) : accessTo(file);
};

const inFolder = (folder: string): string | undefined => {
  try {
    if (!statSync(folder).isDirectory()) return `${shownLine(folder)} is no folder`;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `there is no folder ${shownLine(folder)}` : reason(cause as Error);
  }
  return accessTo(folder);
};

const accessTo = (path: string): string | undefined => {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (cause) {
    return reason(cause as Error);
  }
};

const words: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'its folder is not there',
  EISDIR: 'it is a folder',
};

const reason = (cause: NodeJS.ErrnoException): string => words[cause.code ?? ''] ?? cause.message;
