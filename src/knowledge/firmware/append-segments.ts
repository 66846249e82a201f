import { FirmwareError } from '../../core/errors.ts';
import { type Elf, loadable, programHeaderBytes } from './elf-format.ts';

export interface NewSegment {
  /** Device address. */
  readonly address: number;
  readonly data: Uint8Array;
  readonly flags: number;
}

/** How many bytes of the file the new table and what aligns it take, without the data. */
export const overheadOf = (elf: Elf): number => (-elf.content.byteLength & 3) + programHeaderBytes * (elf.programHeaderCount + 1);

/**
 * The same ELF with one more loadable segment in front of the others. Everything stays where it is: a longer program header table is put behind
 * the end of the file, the data behind it, and only e_phoff and e_phnum change.
 */
export const appendSegment = (elf: Elf, segment: NewSegment): Uint8Array => {
  const table = align4(elf.content.byteLength);
  const data = table + programHeaderBytes * (elf.programHeaderCount + 1);
  const grown = new Uint8Array(data + segment.data.byteLength);
  if (grown.byteLength > 0x7fff_ffff) throw new FirmwareError('the image would not fit an ELF');
  const oldTable = elf.content.subarray(elf.programHeaderOffset, elf.programHeaderOffset + programHeaderBytes * elf.programHeaderCount);
  grown.set(elf.content);
  grown.set(oldTable, table + programHeaderBytes);
  grown.set(segment.data, data);
  const view = new DataView(grown.buffer);
  view.setUint32(28, table, true);
  view.setUint16(44, elf.programHeaderCount + 1, true);
  const { address, flags } = segment;
  [loadable, data, address, address, segment.data.byteLength, segment.data.byteLength, flags, 4].forEach((word, index) => {
    view.setUint32(table + 4 * index, word, true);
  });
  return grown;
};

const align4 = (offset: number): number => offset + (-offset & 3);
