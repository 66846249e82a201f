import type { ElfSection } from './elf-format.ts';

const sectionHeaderBytes = 40;
const mostSections = 1024;

/** Section headers of a 32-bit ELF; empty where they cannot be read. */
export const readSections = (view: DataView): ElfSection[] => {
  const offset = view.getUint32(32, true);
  const count = view.getUint16(48, true);
  const isReadable =
    offset > 0 &&
    view.getUint16(46, true) === sectionHeaderBytes &&
    count <= mostSections &&
    offset + count * sectionHeaderBytes <= view.byteLength;
  if (!isReadable) return [];
  const names = nameTable(view, offset, view.getUint16(50, true), count);
  return Array.from({ length: count }, (_, index) => readSection(view, offset + index * sectionHeaderBytes, names));
};

const readSection = (view: DataView, at: number, names: Uint8Array): ElfSection => ({
  name: nameAt(names, view.getUint32(at, true)),
  type: view.getUint32(at + 4, true),
  flags: view.getUint32(at + 8, true),
  address: view.getUint32(at + 12, true),
  offset: view.getUint32(at + 16, true),
  size: view.getUint32(at + 20, true),
});

const nameTable = (view: DataView, offset: number, index: number, count: number): Uint8Array => {
  if (index >= count) return new Uint8Array();
  const at = offset + index * sectionHeaderBytes;
  const start = view.getUint32(at + 16, true);
  const end = start + view.getUint32(at + 20, true);
  return end <= view.byteLength ? new Uint8Array(view.buffer, view.byteOffset + start, end - start) : new Uint8Array();
};

const longestName = 64;

const nameAt = (names: Uint8Array, start: number): string => {
  const piece = names.subarray(start, start + longestName);
  const end = piece.indexOf(0);
  return String.fromCharCode(...piece.subarray(0, end === -1 ? piece.length : end));
};
