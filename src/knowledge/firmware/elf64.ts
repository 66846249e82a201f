import { checkSectionTable, type Elf, ElfError, type ElfSegment, loadable } from './elf-format.ts';
import { readSections } from './elf-sections.ts';

const headerBytes = 64;
const programHeaderBytes = 56;
const sectionHeaderBytes = 64;

/** The segments of a 64-bit ELF, as the kernel's loader takes them. Addresses above 4 GiB lie in no memory of the M7. Throws ElfError. */
export const readElf64 = (content: Uint8Array): Elf => {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.byteLength < headerBytes)
    throw new ElfError('too-small', `the file has ${content.byteLength} bytes: too few for a 64-bit ELF header`, {
      evidence: ['the kernel says: elf64 header is too small'],
    });
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  checkSectionTable(word(40), sectionHeaderBytes, [view.getUint16(60, true), view.getUint16(62, true)], content.byteLength);
  const [offset, count] = [word(32), view.getUint16(56, true)];
  if (count === 0)
    throw new ElfError('no-segments', 'the ELF has no program headers, so there is nothing to load', {
      evidence: ['the kernel says: No loadable segments'],
    });
  if (offset + count * programHeaderBytes > content.byteLength)
    throw new ElfError('bad-headers', 'the program headers of the ELF do not fit the file', {
      remedy: 'the file is damaged or cut off: copy it again',
    });
  const segments = Array.from({ length: count }, (_, index): ElfSegment => {
    const at = offset + index * programHeaderBytes;
    return {
      index,
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 4, true),
      offset: word(at + 8),
      virtualAddress: word(at + 16),
      physicalAddress: word(at + 24),
      fileSize: word(at + 32),
      memorySize: word(at + 40),
      align: word(at + 48),
    };
  });
  const loads = segments.filter(({ type, memorySize }) => type === loadable && memorySize > 0);
  return {
    content,
    entry: word(24),
    programHeaderOffset: offset,
    programHeaderCount: count,
    segments,
    loads,
    sections: readSections(view, 64),
  };
};
