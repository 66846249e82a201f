export interface TestSegment {
  readonly paddr: number;
  readonly data?: Uint8Array;
  /** Bytes in memory; as many as data by default. */
  readonly memsz?: number;
}

export interface TestElf {
  readonly entry?: number;
  readonly segments: readonly TestSegment[];
  /** Content and address of a `.resource_table` section. */
  readonly table?: { readonly da: number; readonly bytes: Uint8Array };
}

const headerSize = 52;
const names = '\0.shstrtab\0.resource_table\0';

/** A little-endian ELF32 for ARM with program headers and, for a resource table, section headers. */
export const buildElf = ({ entry = 1, segments, table }: TestElf): Uint8Array => {
  const contents = [
    ...segments.map(({ data }) => data ?? new Uint8Array()),
    new TextEncoder().encode(names),
    table?.bytes ?? new Uint8Array(),
  ];
  const offsets = placeAfter(headerSize + 32 * segments.length, contents);
  const sections = offsets.at(-1)!;
  const elf = new Uint8Array(sections + 3 * 40);
  const view = new DataView(elf.buffer);
  writeHeader(view, entry, segments.length, sections);
  segments.forEach(({ paddr, data, memsz }, index) => {
    const size = data?.length ?? 0;
    writeWords(view, headerSize + 32 * index, [1, offsets[index]!, paddr, paddr, size, memsz ?? size, 7, 4]);
  });
  for (const [index, content] of contents.entries()) elf.set(content, offsets[index]!);
  writeWords(view, sections + 40, [1, 3, 0, 0, offsets.at(-3)!, names.length]);
  if (table) writeWords(view, sections + 80, [11, 1, 2, table.da, offsets.at(-2)!, table.bytes.length]);
  return elf;
};

const writeHeader = (view: DataView, entry: number, programs: number, sections: number): void => {
  writeWords(view, 0, [0x464c_457f, 0x0001_0101, 0, 0, 0x0028_0002, 1, entry, headerSize, sections, 0x0500_0000]);
  for (const [index, value] of [headerSize, 32, programs, 40, 3, 1].entries()) view.setUint16(40 + 2 * index, value, true);
};

const writeWords = (view: DataView, at: number, values: readonly number[]): void => {
  for (const [index, value] of values.entries()) view.setUint32(at + 4 * index, value, true);
};

/** Where each content begins when they follow each other word-aligned, and where the last one ends. */
const placeAfter = (start: number, contents: readonly Uint8Array[]): number[] => {
  const offsets = [start];
  for (const { length } of contents) offsets.push(Math.ceil((offsets.at(-1)! + length) / 4) * 4);
  return offsets;
};
