import type { ElfSection } from './elf-format.ts';

interface SectionLayout {
  readonly bytes: number;
  /** Offset of the section table in the file, read from the ELF header. */
  readonly table: number;
  /** Where the ELF header counts the sections and names the one with their names. */
  readonly count: number;
  readonly names: number;
  read(view: DataView, at: number): Omit<ElfSection, 'name'>;
}

const layout32 = (view: DataView): SectionLayout => ({
  bytes: 40,
  table: view.getUint32(32, true),
  count: view.getUint16(48, true),
  names: view.getUint16(50, true),
  read: (from, at) => ({
    type: from.getUint32(at + 4, true),
    flags: from.getUint32(at + 8, true),
    address: from.getUint32(at + 12, true),
    offset: from.getUint32(at + 16, true),
    size: from.getUint32(at + 20, true),
  }),
});

const layout64 = (view: DataView): SectionLayout => {
  const long = (from: DataView, at: number): number => Number(from.getBigUint64(at, true));
  return {
    bytes: 64,
    table: long(view, 40),
    count: view.getUint16(60, true),
    names: view.getUint16(62, true),
    read: (from, at) => ({
      type: from.getUint32(at + 4, true),
      flags: long(from, at + 8),
      address: long(from, at + 16),
      offset: long(from, at + 24),
      size: long(from, at + 32),
    }),
  };
};

/** Section headers, which the kernel takes to be of the size of their class whatever e_shentsize says; empty where they do not lie in the file. */
export const readSections = (view: DataView, bits: 32 | 64): ElfSection[] => {
  const layout = bits === 32 ? layout32(view) : layout64(view);
  const { table, count, bytes } = layout;
  if (table + count * bytes > view.byteLength) return [];
  const names = nameTable(view, layout);
  return Array.from({ length: count }, (_, index) => table + index * bytes).map((at) => ({
    name: nameAt(names, view.getUint32(at, true)),
    ...layout.read(view, at),
  }));
};

const nameTable = (view: DataView, { table, bytes, names, read }: SectionLayout): Uint8Array => {
  const at = table + names * bytes;
  const start = at + bytes <= view.byteLength ? read(view, at).offset : view.byteLength;
  return start < view.byteLength ? new Uint8Array(view.buffer, view.byteOffset + start, view.byteLength - start) : new Uint8Array();
};

const longestName = 64;

const nameAt = (names: Uint8Array, start: number): string => {
  const piece = names.subarray(start, start + longestName);
  const end = piece.indexOf(0);
  return String.fromCharCode(...piece.subarray(0, end === -1 ? piece.length : end));
};
