import { FirmwareError } from '../../core/errors.ts';
import { readElf } from './elf.ts';
import { ElfError } from './elf-format.ts';

// Eight bytes of ASCII in front of the word that the test firmware prints as `nonce=`.
const magic = Buffer.from('HILNONCE');

/** The nonce of an image as it prints it, eight hex digits; undefined when the image has no room for one. Takes an ELF or a .bin. */
export const readNonce = (content: Uint8Array): string | undefined => {
  const at = nonceOffset(content);
  return at === undefined ? undefined : toText(new DataView(content.buffer, content.byteOffset).getUint32(at, true));
};

/** A copy of the image with another nonce, eight hex digits; undefined when the image has no room for one. */
export const patchNonce = (content: Uint8Array, nonce: string): Uint8Array | undefined => {
  const at = nonceOffset(content);
  if (at === undefined) return undefined;
  if (!/^[0-9a-f]{8}$/.test(nonce)) throw new FirmwareError(`'${nonce}' is no nonce: eight hex digits in lower case are`);
  const copy = Uint8Array.from(content);
  new DataView(copy.buffer).setUint32(at, Number.parseInt(nonce, 16), true);
  return copy;
};

// In an ELF only what is loaded counts: the magic in a debug section is never run.
const nonceOffset = (content: Uint8Array): number | undefined => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  for (const { start, end } of loadedRanges(content)) {
    const found = bytes.subarray(start, end).indexOf(magic);
    if (found !== -1 && start + found + magic.length + 4 <= end) return start + found + magic.length;
  }
  return undefined;
};

const loadedRanges = (content: Uint8Array): { start: number; end: number }[] => {
  try {
    return readElf(content).loads.map(({ offset, fileSize }) => ({ start: offset, end: offset + fileSize }));
  } catch (error) {
    if (!(error instanceof ElfError)) throw error;
    return error.code === 'not-elf' ? [{ start: 0, end: content.byteLength }] : [];
  }
};

const toText = (nonce: number): string => nonce.toString(16).padStart(8, '0');
