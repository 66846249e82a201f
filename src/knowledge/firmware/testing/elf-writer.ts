export interface WrittenSegment {
  readonly address: number;
  readonly data?: Uint8Array;
  readonly memoryBytes?: number;
  readonly flags?: number;
}

/** A minimal ELF32 for ARM with these loadable segments, without section headers. */
export const writeElf = (segments: readonly WrittenSegment[], entry = 0): Uint8Array => {
  const table = 52;
  const dataStart = table + 32 * segments.length;
  const total = segments.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), dataStart);
  const elf = new Uint8Array(total);
  const view = new DataView(elf.buffer);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  [2, 40].forEach((half, index) => void view.setUint16(16 + 2 * index, half, true));
  [1, entry, table, 0].forEach((word, index) => void view.setUint32(20 + 4 * index, word, true));
  [52, 32, segments.length, 40].forEach((half, index) => void view.setUint16(40 + 2 * index, half, true));
  let offset = dataStart;
  segments.forEach(({ address, data = new Uint8Array(), memoryBytes = data.byteLength, flags = 7 }, index) => {
    const words = [1, offset, address, address, data.byteLength, memoryBytes, flags, 4];
    words.forEach((word, at) => void view.setUint32(table + 32 * index + 4 * at, word, true));
    elf.set(data, offset);
    offset += data.byteLength;
  });
  return elf;
};

/** The same as an ELF64 for AArch64. */
export const writeElf64 = (segments: readonly WrittenSegment[]): Uint8Array => {
  const dataStart = 64 + 56 * segments.length;
  const elf = new Uint8Array(segments.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), dataStart));
  const view = new DataView(elf.buffer);
  const long = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  [2, 183].forEach((half, index) => void view.setUint16(16 + 2 * index, half, true));
  long(32, 64);
  [64, 56, segments.length, 64].forEach((half, index) => void view.setUint16(52 + 2 * index, half, true));
  let offset = dataStart;
  segments.forEach(({ address, data = new Uint8Array(), memoryBytes = data.byteLength, flags = 7 }, index) => {
    const at = 64 + 56 * index;
    [1, flags].forEach((word, place) => void view.setUint32(at + 4 * place, word, true));
    [offset, address, address, data.byteLength, memoryBytes, 4].forEach((value, place) => void long(at + 8 + 8 * place, value));
    elf.set(data, offset);
    offset += data.byteLength;
  });
  return elf;
};

/** An ELF32 with a `.resource_table` section of these bytes besides its segments. */
export const writeElfWithTable = (segments: readonly WrittenSegment[], table: Uint8Array, address = 0x1000): Uint8Array => {
  const plain = writeElf(segments);
  const names = new TextEncoder().encode('\0.resource_table\0.shstrtab\0');
  const start = plain.byteLength;
  const headers = start + table.byteLength + names.byteLength;
  const elf = new Uint8Array(headers + 3 * 40);
  elf.set(plain);
  elf.set(table, start);
  elf.set(names, start + table.byteLength);
  const view = new DataView(elf.buffer);
  view.setUint32(32, headers, true);
  view.setUint16(46, 40, true);
  view.setUint16(48, 3, true);
  view.setUint16(50, 2, true);
  [1, 1, 2, address, start, table.byteLength].forEach((word, at) => void view.setUint32(headers + 40 + 4 * at, word, true));
  [17, 3, 0, 0, start + table.byteLength, names.byteLength].forEach((word, at) => void view.setUint32(headers + 80 + 4 * at, word, true));
  return elf;
};

/** Little-endian words. */
export const words = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, index) => void new DataView(bytes.buffer).setUint32(4 * index, value, true));
  return bytes;
};

/** An ELF of `writeElf` with one section that no segment holds, such as its build attributes. */
export const withSection = (elf: Uint8Array, name: string, type: number, data: Uint8Array): Uint8Array => {
  const names = Buffer.from(`\0${name}\0.shstrtab\0`);
  const header = (...fields: readonly number[]): Uint8Array => words(...fields);
  const dataAt = Math.ceil(elf.byteLength / 4) * 4;
  const namesAt = dataAt + data.byteLength;
  const tableAt = Math.ceil((namesAt + names.byteLength) / 4) * 4;
  const content = new Uint8Array(tableAt + 3 * 40);
  content.set(elf);
  content.set(data, dataAt);
  content.set(names, namesAt);
  content.set(header(1, type, 0, 0, dataAt, data.byteLength, 0, 0, 1, 0), tableAt + 40);
  content.set(header(2 + name.length, 3, 0, 0, namesAt, names.byteLength, 0, 0, 1, 0), tableAt + 80);
  const view = new DataView(content.buffer);
  view.setUint32(32, tableAt, true);
  [40, 3, 2].forEach((half, index) => void view.setUint16(46 + 2 * index, half, true));
  return content;
};
