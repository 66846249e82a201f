import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElf } from './elf.ts';
import { ElfError } from './elf-format.ts';
import { words, writeElf, writeElf64 } from './testing/elf-writer.ts';
import { imageNames, imageOf, imagePath, listSegments } from './testing/images.ts';

const codeOf = (content: Uint8Array): string => {
  try {
    readElf(content);
    return 'read';
  } catch (error) {
    if (error instanceof ElfError) return error.code;
    throw error;
  }
};

const changed = (at: number, ...bytes: readonly number[]): Uint8Array => {
  const copy = imageOf('tcm-hello');
  copy.set(bytes, at);
  return copy;
};

describe('reading', () => {
  test.each(imageNames)('%s: the same segments as readelf lists', (name) => {
    const listed = listSegments(imagePath(name));
    if (!listed) return expect(readElf(imageOf(name)).loads.length).toBeGreaterThan(0);
    const read = readElf(imageOf(name)).loads.map(({ offset, virtualAddress, physicalAddress, fileSize, memorySize }) => ({
      type: 'LOAD',
      offset,
      virtualAddress,
      physicalAddress,
      fileSize,
      memorySize,
    }));
    expect(read).toEqual(listed.filter(({ type }) => type === 'LOAD'));
  });

  test('the large image has the segments of thread 21051', () => {
    const { loads } = readElf(imageOf('large-21051'));
    expect(loads.map(({ physicalAddress, memorySize }) => [physicalAddress, memorySize])).toEqual([
      [0x80000000, 0x2a8],
      [0x80000400, 0x134e8],
      [0x800138e8, 0x29c88],
      [0x80200000, 0x100000],
    ]);
  });

  test('sections are found by name', () => {
    expect(readElf(imageOf('tcm-rpmsg')).sections.map(({ name }) => name)).toContain('.resource_table');
  });

  test('segments without memory are passed over, as the loader does', () => {
    expect(readElf(writeElf([{ address: 0, data: words(1) }, { address: 4 }])).loads).toHaveLength(1);
  });
});

describe('refusing', () => {
  test.each([
    ['an empty file', new Uint8Array(), 'too-small'],
    ['a header cut off', imageOf('tcm-hello').subarray(0, 40), 'too-small'],
    ['a .bin', imageOf('tcm-hello').subarray(0x74), 'not-elf'],
    ['a 64-bit ELF', writeElf64([{ address: 0, data: words(0x20020000, 9) }]), 'elf-64-bit'],
    ['a class that does not exist', changed(4, 3), 'bad-headers'],
    ['a big-endian ELF', changed(5, 2), 'big-endian'],
    ['an ELF for x86', changed(18, 3), 'not-arm'],
    ['an object file', changed(16, 1), 'not-executable'],
    ['no program headers', changed(44, 0, 0), 'no-segments'],
    ['program headers outside the file', changed(28, 0xff, 0xff, 0xff), 'bad-headers'],
    ['thousands of program headers', changed(44, 0xff, 0xff), 'bad-headers'],
    ['a segment cut off', imageOf('tcm-hello').subarray(0, 0x200), 'truncated'],
    ['more in the file than in memory', writeElf([{ address: 0, data: words(1, 2), memoryBytes: 4 }]), 'bad-headers'],
  ])('%s', (_, content, code) => {
    expect(codeOf(content)).toBe(code);
  });

  test('a .bin is named, with what the kernel would say and what to do', () => {
    expect(() => readElf(imageOf('tcm-hello').subarray(0x74))).toThrow(
      expect.objectContaining({
        message: 'the file is not an ELF: remoteproc takes no .bin',
        evidence: expect.arrayContaining(['the kernel says: Image is corrupted (bad magic)']),
      }),
    );
  });
});

describe('a file cut off in its last segment', () => {
  const whole = writeElf([
    { address: 0, data: words(1, 2, 3, 4) },
    { address: 0x8000_0000, data: words(5, 6, 7, 8) },
  ]);

  test('is whole to its last byte', () => {
    expect(readElf(whole).loads.map(({ fileSize }) => fileSize)).toEqual([16, 16]);
  });

  test.each([1, 2, 15, 16])('is truncated when %d bytes are missing', (missing) => {
    expect(codeOf(whole.subarray(0, whole.byteLength - missing))).toBe('truncated');
  });
});

describe('damaged files', () => {
  test('any bytes are read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => codeOf(bytes) !== ''));
  });

  test('any damage to an image is read or refused', () => {
    const image = imageOf('tcm-rpmsg');
    const damage = fc.array(fc.record({ at: fc.nat(image.byteLength - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(damage, fc.nat(image.byteLength), (bytes, length) => {
        const copy = Uint8Array.from(image);
        for (const { at, byte } of bytes) copy[at] = byte;
        return codeOf(copy) !== '' && codeOf(copy.subarray(0, length)) !== '';
      }),
    );
  });

  test('any header words behind a valid identity are read or refused', () => {
    const header = fc.uint8Array({ minLength: 46, maxLength: 400 });
    fc.assert(fc.property(header, (rest) => codeOf(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, ...rest)) !== ''));
  });
});
