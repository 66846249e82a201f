import { createHash } from 'node:crypto';
import { cksum } from './cksum.ts';

/** A program of the board that sums up its standard input, and what it must say. */
export interface CheckSum {
  /** The first word that it prints is the sum. */
  readonly program: string;
  /** A byte that changed gives another sum; without this only the number of bytes is compared, or nothing. */
  readonly isStrong: boolean;
  of(bytes: Uint8Array): string;
}

const posix = (program: string): CheckSum => ({ program, isStrong: true, of: (bytes) => cksum(bytes).split(' ')[0]! });

const digest = (program: string, algorithm: string): CheckSum => ({
  program,
  isStrong: true,
  of: (bytes) => createHash(algorithm).update(bytes).digest('hex'),
});

/** What any Linux has. */
export const posixSum = posix('cksum');

/** Counts bytes: a lost one is noticed, a changed one is not. */
export const byteCount: CheckSum = { program: 'wc -c', isStrong: false, of: (bytes) => String(bytes.length) };

/** Where a system has nothing at all. */
export const noSum: CheckSum = { program: 'echo -', isStrong: false, of: () => '-' };

/**
 * Best first. Debian's BusyBox is built without cksum and links no applets where an initramfs forgets to; the shorter a sum, the less of it noise hits.
 */
export const checkSums: readonly CheckSum[] = [
  posixSum,
  posix('busybox cksum'),
  digest('md5sum', 'md5'),
  digest('busybox md5sum', 'md5'),
  digest('sha1sum', 'sha1'),
  digest('sha256sum', 'sha256'),
  byteCount,
];
