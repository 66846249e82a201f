import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readElf, segmentData } from './elf.ts';
import { words, writeElf } from './testing/elf-writer.ts';
import { imageOf, listSegments } from './testing/images.ts';
import { addStartVector, growElf, inspectFirmware } from './testing/verdin-imx8mp.ts';

const withFile = <T>(content: Uint8Array, use: (path: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-elf-'));
  try {
    writeFileSync(join(folder, 'image.elf'), content);
    return use(join(folder, 'image.elf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const listed = (content: Uint8Array) => withFile(content, listSegments);

describe('a start vector added', () => {
  test.each(['ddr-plain', 'ddr-plain-moved', 'ddr-high', 'large-21051'])('%s becomes standalone, and every other byte stays', (name) => {
    const before = imageOf(name);
    const after = addStartVector(before);
    expect(inspectFirmware(after)).toMatchObject({ verdict: 'standalone', problems: [], buildId: inspectFirmware(before).buildId });
    expect(inspectFirmware(after).startVector).toEqual({ ...inspectFirmware(before).imageVector, at: 0 });
    const differing = [...before.keys()].filter((at) => before[at] !== after[at]);
    // e_phoff and e_phnum of the ELF header.
    expect(differing.every((at) => (at >= 28 && at < 32) || at === 44 || at === 45)).toBe(true);
    expect(
      readElf(after)
        .loads.slice(1)
        .map(({ index, ...segment }) => segment),
    ).toEqual(readElf(before).loads.map(({ index, ...segment }) => segment));
  });

  test('readelf accepts it without a word', ({ skip }) => {
    const segments = listed(addStartVector(imageOf('ddr-plain')));
    if (!segments) return skip('readelf is not installed');
    expect(segments[0]).toMatchObject({ type: 'LOAD', virtualAddress: 0, physicalAddress: 0, fileSize: 8, memorySize: 8 });
    expect(segments.slice(1)).toEqual(listed(imageOf('ddr-plain')));
  });

  test('it is the same as what the linker makes of .stacktop_and_pc', () => {
    const added = readElf(addStartVector(imageOf('ddr-plain')));
    const linked = readElf(imageOf('ddr-vector'));
    expect(segmentData(added, added.loads[0]!)).toEqual(segmentData(linked, linked.loads[0]!));
  });

  test.each([
    ['an image that has one', imageOf('ddr-vector'), /already brings words/],
    ['a TCM image', imageOf('tcm-hello'), /already brings words/],
    ['an image that is refused anyway', imageOf('ddr-outside'), /refused before its start vector matters/],
    ['an image without a vector table', writeElf([{ address: 0x80000000, data: words(0, 0, 0) }]), /begins with a vector table/],
    [
      'an image whose .bss claims address 0',
      writeElf([
        { address: 0x80000000, data: words(0x80010000, 0x80000009, 0) },
        { address: 0, memoryBytes: 64 },
      ]),
      /already brings words/,
    ],
    ['a file that is no ELF', new Uint8Array(100), /not an ELF/],
  ])('is refused for %s', (_, content, reason) => {
    expect(() => addStartVector(content)).toThrow(reason);
  });
});

describe('an image grown', () => {
  const MiB = 1024 * 1024;

  test.each([4096, 256 * 1024, MiB, 15 * MiB])('to exactly %i bytes is still standalone', (bytes) => {
    const grown = growElf(imageOf('ddr-vector'), bytes);
    expect(grown.byteLength).toBe(bytes);
    expect(inspectFirmware(grown)).toMatchObject({ verdict: 'standalone', problems: [], nonce: '00000000' });
  });

  test('keeps clear of other segments and of the stack', () => {
    const [added] = readElf(growElf(imageOf('ddr-vector'), MiB)).loads;
    expect(added!.physicalAddress).toBe(0x80020000);
    const [besideLarge] = readElf(growElf(imageOf('large-21051'), 2 * MiB)).loads;
    expect(besideLarge!.physicalAddress).toBe(0x80400000);
  });

  test('a TCM image can fill the whole region', () => {
    expect(inspectFirmware(growElf(imageOf('tcm-hello'), 16 * MiB)).verdict).toBe('standalone');
  });

  test('readelf accepts it without a word', ({ skip }) => {
    const segments = listed(growElf(imageOf('tcm-rpmsg'), 65536));
    if (!segments) return skip('readelf is not installed');
    expect(segments.slice(1)).toEqual(listed(imageOf('tcm-rpmsg')));
  });

  test('its bytes are the same each time and cannot be squeezed to nothing', () => {
    const data = readElf(growElf(imageOf('ddr-vector'), 65536));
    expect(segmentData(data, data.loads[0]!)).toEqual(segmentData(readElf(growElf(imageOf('ddr-vector'), 65536)), data.loads[0]!));
    expect(new Set(segmentData(data, data.loads[0]!)).size).toBe(256);
  });

  test.each([
    [100, /cannot be grown to 100/],
    [17 * MiB, /does not fit the region/],
    [Number.NaN, /cannot be grown/],
  ])('to %i bytes is refused', (bytes, reason) => {
    expect(() => growElf(imageOf('ddr-vector'), bytes)).toThrow(reason);
  });
});
