import { gunzipSync } from 'node:zlib';

/** What Linux finds where U-Boot says that an initramfs lies. */
export interface Initramfs {
  readonly bytes: number;
  /** Paths without the leading slash; empty where it cannot be unpacked. */
  readonly files: readonly string[];
  /** In the words of unpack_to_rootfs() (init/initramfs.c). */
  readonly failure?: string;
}

/** Cpio archives in newc format, packed by gzip or not, one behind another with zeros in between. */
export const readInitramfs = (content: Uint8Array): Initramfs => {
  const bytes = content.length;
  try {
    return { bytes, files: filesIn(unpacked(Buffer.from(content))) };
  } catch (cause) {
    return { bytes, files: [], failure: cause instanceof BrokenArchive ? cause.message : 'invalid compressed format (err=1)' };
  }
};

class BrokenArchive extends Error {}

const isGzip = (content: Buffer): boolean => content.length > 2 && content.readUInt16BE(0) === 0x1f8b;

const unpacked = (content: Buffer): Buffer => (isGzip(content) ? gunzipSync(content) : content);

// Documentation/driver-api/early-userspace/buffer-format.rst: a magic and thirteen fields of eight hexadecimal digits.
const headerBytes = 110;
const magics: readonly string[] = ['070701', '070702'];
const [sizeAt, nameSizeAt] = [54, 94];

const filesIn = (archive: Buffer): string[] => {
  const files: string[] = [];
  let at = 0;
  while (at < archive.length) {
    if (archive[at] === 0) {
      at++;
      continue;
    }
    const header = archive.toString('latin1', at, at + headerBytes);
    if (!magics.includes(header.slice(0, 6)))
      throw new BrokenArchive(at === 0 ? 'invalid magic at start of compressed archive' : 'junk within compressed archive');
    const [size, nameSize] = [sizeAt, nameSizeAt].map((field) => Number.parseInt(header.slice(field, field + 8), 16)) as [number, number];
    const name = archive.toString('latin1', at + headerBytes, at + headerBytes + nameSize - 1);
    const begin = padded(at + headerBytes + nameSize);
    at = padded(begin + size);
    // NaN, too: a field that is no number.
    if (!(begin + size <= archive.length)) throw new BrokenArchive('broken padding');
    if (name !== 'TRAILER!!!') files.push(name.replace(/^\.?\//, ''));
  }
  return files;
};

const padded = (at: number): number => Math.ceil(at / 4) * 4;
