import { chmodSync, lstatSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HilError } from '../core/errors.ts';

/** The socket over which a board's test process reaches it, below the board's own folder. */
export const workerSocket = (scratch: string): string => join(scratch, 'worker.sock');

// unix(7): what is longer is cut without a word, and the socket is somewhere else. The last byte of 108 is the terminating zero.
const longestSocket = 107;

/**
 * A folder of this run alone (mode 0700) for sockets and caches: below TMPDIR, or, where the names of sockets would be too long there, in a shorter
 * place. Throws a lab error where there is none.
 */
export const makeScratch = (boards: number, places: readonly string[] = scratchPlaces()): string => {
  const refused: string[] = [];
  for (const place of new Set(places)) {
    const length = Buffer.byteLength(workerSocket(join(place, 'hil-123456', String(Math.max(0, boards - 1)))));
    if (length > longestSocket) {
      refused.push(`${place}: the name of a socket in it would have ${length} bytes, and ${longestSocket} are the most`);
      continue;
    }
    try {
      const scratch = mkdtempSync(join(place, 'hil-'));
      chmodSync(scratch, 0o700);
      return scratch;
    } catch (cause) {
      refused.push(`${place}: ${(cause as Error).message}`);
    }
  }
  throw new HilError('lab', 'there is no place for the sockets of a run', {
    evidence: refused,
    remedy: 'set TMPDIR to a folder with a short name that can be written to',
  });
};

const scratchPlaces = (): readonly string[] => [
  tmpdir(),
  ...(process.env.XDG_RUNTIME_DIR ? [process.env.XDG_RUNTIME_DIR] : []),
  '/tmp',
  '/var/tmp',
];

/** Removes the part of one board. `isLast`: also what is around it, unless another board of the run still uses it. */
export const leaveScratch = (part: string, { isLast }: { readonly isLast: boolean }): void => {
  rmSync(part, { recursive: true, force: true });
  if (!isLast) return;
  try {
    rmdirSync(dirname(part));
  } catch {
    // Another board is in it.
  }
};

/** Removes the folder of a killed run, and nothing that is not one: the note of it could name anything. */
export const removeScratch = (scratch: string): void => {
  if (!/^hil-\w{6}$/.test(basename(scratch))) return;
  const found = lstatSync(scratch, { throwIfNoEntry: false });
  const isPrivate = found?.isDirectory() === true && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (isPrivate) rmSync(scratch, { recursive: true, force: true });
};
