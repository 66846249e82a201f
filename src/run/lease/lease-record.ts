import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { processMarkSchema } from '../../core/process-mark.ts';

const recordSchema = z.object({
  version: z.literal(1),
  /** One for every time that a board is taken. */
  id: z.string(),
  /** As its lab file calls it. */
  board: z.string(),
  wires: z.array(z.string()),
  user: z.string(),
  command: z.string(),
  /** The lab file. */
  config: z.string(),
  /** Folder of the run, where it is one. */
  run: z.string().optional(),
  since: z.iso.datetime(),
  by: processMarkSchema,
  /** Processes that touch the board in the holder's name, and may outlive it for a moment. */
  also: z.array(processMarkSchema),
  beatMs: z.number().positive(),
  expiresMs: z.number().positive(),
});
/** Who holds a board, for what, and on which terms. */
export type LeaseRecord = z.infer<typeof recordSchema>;

export interface ReadRecord {
  /** True: it was given back. */
  readonly isFree: boolean;
  /** Undefined: the file holds something else. */
  readonly record: LeaseRecord | undefined;
  /** Of the last heartbeat, host monotonic milliseconds. */
  readonly beatAt: number;
  /** Wall time in milliseconds when the file changed. */
  readonly changedAt: number;
  /** User id of whoever wrote it, as the kernel knows it. */
  readonly owner: number;
}

// A record takes less than a page.
const most = 64 * 1024;

/** Undefined when the file is gone. Throws what the file system throws otherwise. */
export const readRecord = (path: string): ReadRecord | undefined => {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    const { size, mtimeMs, ctimeMs, uid } = fstatSync(file);
    return { isFree: size === 0, record: parse(textOf(file)), beatAt: mtimeMs, changedAt: ctimeMs, owner: uid };
  } finally {
    closeSync(file);
  }
};

/** Opens a new file and writes it; the caller closes it. Throws what the file system throws. */
export const writeRecord = (path: string, record: LeaseRecord): number => {
  const file = openSync(path, 'wx', 0o644);
  try {
    const text = Buffer.from(`${JSON.stringify(record)}\n`);
    if (writeSync(file, text) < text.length) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
    fsyncSync(file);
    return file;
  } catch (cause) {
    closeSync(file);
    throw cause;
  }
};

const textOf = (file: number): string => {
  const buffer = Buffer.alloc(most);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, most, 0));
};

const parse = (text: string): LeaseRecord | undefined => {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
