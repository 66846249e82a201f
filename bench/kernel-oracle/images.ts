import fc from 'fast-check';
import { type WrittenSegment, words, writeElf, writeElf64, writeElfWithTable } from '../../src/knowledge/firmware/testing/elf-writer.ts';

const edge = fc.constantFrom(
  ...[0, 1, 2, 3, 4, 8, 12, 15, 16, 17, 20, 24, 44, 52, 0x80, 0x100, 0x200, 0x300, 0x1000, 0x7fff, 0x8000, 0x8001, 0x10_0000],
  ...[0x5500_0000, 0x5500_1000, 0x5500_8000, 0x54ff_f000, 0x5540_0000, 0x8000_0000, 0x80ff_f000, 0x7fff_ffff, 0xffff_f000, 0xffff_ffff],
);
const anyWord = fc.oneof({ weight: 5, arbitrary: edge }, fc.nat(0xffff_ffff));
const mostlyZero = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.constantFrom(1, 0x100, 0x8000_0000));

const name = fc
  .constantFrom(
    'm7',
    'vdev0vring0',
    'vdev0vring1',
    'vdev0buffer',
    'vdevbuffer',
    'rsc_table',
    'heap',
    'vdev1vring0',
    '',
    'a-name-that-fills-all-of-32-bytes',
  )
  .map((text) => {
    const bytes = new Uint8Array(32);
    bytes.set(new TextEncoder().encode(text).subarray(0, 32));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: 8 }, (_, index) => view.getUint32(4 * index, true));
  });

const vring = fc.tuple(
  fc.constantFrom(0x5500_0000, 0x5500_0000, 0x5500_8000, 0x5500_4000, 0xffff_ffff, 0x5400_0000, 0x8000_0000, 0xd500_0000),
  fc.constantFrom(4096, 4096, 16, 0, 3000, 0x8000_0000, 0xffff_ffff),
  fc.constantFrom(256, 256, 8, 1, 0, 512, 1024, 4096, 0x1000_0000, 0xffff_ffff),
  edge,
  mostlyZero,
);
const vdev = fc
  .tuple(
    fc.constantFrom(7, 7, 0),
    fc.constantFrom(0, 0, 0, 4, 0xffff_ffff),
    fc.array(vring, { maxLength: 3 }),
    mostlyZero,
    fc.constantFrom(0, 0, 0, 1, 3),
  )
  .map(([id, config, rings, reserved, more]) => [
    3,
    id,
    0,
    1,
    0,
    config,
    ((reserved & 0xffff) << 16) | ((rings.length + more) << 8),
    ...rings.flat(),
  ]);
const carveout = fc
  .tuple(anyWord, anyWord, anyWord, mostlyZero, name)
  .map(([da, pa, bytes, reserved, text]) => [0, da, pa, bytes, 0, reserved, ...text]);
const trace = fc.tuple(anyWord, anyWord, mostlyZero, name).map(([da, bytes, reserved, text]) => [2, da, bytes, reserved, ...text]);
const devmem = fc.tuple(anyWord, anyWord, name).map(([da, bytes, text]) => [1, da, da, bytes, 0, 0, ...text]);
const strange = fc
  .tuple(fc.constantFrom(4, 5, 127, 128, 200, 512, 513, 0x7fff_ffff, 0xffff_ffff), anyWord)
  .map(([type, word]) => [type, word]);
const entry = fc.oneof(
  { weight: 6, arbitrary: vdev },
  { weight: 2, arbitrary: carveout },
  { weight: 2, arbitrary: trace },
  devmem,
  strange,
);

const shapedTable = fc.array(entry, { maxLength: 4 }).map((entries) => {
  const offsets = entries.map((_, index) => 16 + 4 * entries.length + 4 * entries.slice(0, index).flat().length);
  return [1, entries.length, 0, 0, ...offsets, ...entries.flat()];
});
const tableBytes = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: shapedTable }, fc.array(anyWord, { maxLength: 30 })),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(fc.tuple(fc.nat(50), anyWord), { maxLength: 2 })),
    fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 8, 20),
  )
  .map(([list, changes, cut]) => {
    const changed = [...list];
    for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
    const bytes = words(...changed);
    return bytes.subarray(0, Math.max(0, bytes.byteLength - cut));
  });

const code: readonly WrittenSegment[] = [{ address: 0, data: words(0x2002_0000, 9, 0, 0) }];

/** A good image with any resource table. */
export const withTables = tableBytes.map((bytes) => writeElfWithTable(code, bytes));

const place = fc.constantFrom(
  ...[0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x400, 0x1_fff0, 0x1_fff8, 0x1_ffff, 0x2_0000, 0x18_0000, 0x7e_0000, 0x80_0000, 0x90_0000],
  ...[0x92_0000, 0x94_0000, 0x1000_0000, 0x2000_0000, 0x2001_fff0, 0x2018_0000, 0x2020_0000, 0x2021_fff8, 0x2024_0000, 0x4000_0000],
  ...[0x5500_0000, 0x550f_f000, 0x5540_0000, 0x7fff_fff0, 0x8000_0000, 0x8000_0000, 0x80ff_ff00, 0x8100_0000, 0xbfff_fff0, 0xffff_fff0],
);
const length = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 64, 0x100, 0x110);
const vectorWord = fc.constantFrom(
  0,
  1,
  8,
  9,
  0x401,
  0x2000_0000,
  0x2001_fffe,
  0x2002_0000,
  0x2002_0004,
  0x8000_0401,
  0x8001_0000,
  0xffff_ffff,
  0x5500_8000,
);
const segment = fc
  .tuple(
    place,
    length,
    fc.constantFrom(0, 0, 0, 1, 4, 8, 0x100, 0x1_0000, 0x2_0000, 0x100_0000, 0xffff_fff0),
    fc.array(vectorWord, { minLength: 68, maxLength: 68 }),
    fc.nat(7),
  )
  .map(
    ([address, bytes, more, data, flags]): WrittenSegment => ({
      address,
      data: words(...data).subarray(0, bytes),
      memoryBytes: bytes + more,
      flags,
    }),
  );

/** Segments in any order, overlapping, with zeros over the vector, over the ends of memories. ELF32 and ELF64. */
export const withSegments = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 6 }), fc.constantFrom(32, 32, 32, 64))
  .map(([segments, bits]) => (bits === 32 ? padded(writeElf(segments)) : padded(writeElf64(segments))));

// The loader wants one section header within the file.
const padded = (elf: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(elf.byteLength + 64);
  whole.set(elf);
  return whole;
};

/** Images whose headers are damaged: bytes changed, words that count or point replaced, the file cut. */
export const damaged = fc
  .tuple(
    fc.oneof(withTables, withSegments),
    fc.array(
      fc.tuple(
        fc.constantFrom(4, 5, 16, 18, 24, 28, 32, 40, 42, 44, 46, 48, 50, 54, 56, 60, 64, 68, 72, 76),
        anyWord,
        fc.constantFrom(1, 2, 4),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    fc.constantFrom(0, 0, 0, 1, 16, 40, 100, 200),
  )
  .map(([image, changes, cut]) => {
    const copy = image.slice(0, Math.max(0, image.byteLength - cut));
    for (const [at, value, size] of changes)
      for (let index = 0; index < size; index++) if (at + index < copy.byteLength) copy[at + index] = (value >>> (8 * index)) & 0xff;
    return copy;
  });
