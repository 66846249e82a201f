import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { words, writeElf } from './testing/elf-writer.ts';
import { binutils, imageNames, imageOf, imagePath } from './testing/images.ts';
import { toBin } from './testing/verdin-imx8mp.ts';

test.each(imageNames)('%s: the same bytes as objcopy gives', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-bin-'));
  try {
    const file = join(folder, 'image.bin');
    const made = binutils('arm-none-eabi-objcopy', ['-O', 'binary', '--remove-section=.stacktop_and_pc', imagePath(name), file]);
    const { bytes } = toBin(imageOf(name), { leaveOutStartVector: true });
    if (made === undefined) expect(bytes.byteLength).toBeGreaterThan(900);
    else expect(Buffer.from(bytes).equals(readFileSync(file))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('bootaux takes SP and PC from its first eight bytes', () => {
  expect(toBin(imageOf('large-21051'))).toMatchObject({ base: 0x80000000, startVector: { stackPointer: 0x80400000 } });
  expect(toBin(imageOf('large-21051')).startVector?.programCounter).toBe(new DataView(imageOf('large-21051').buffer).getUint32(24, true));
});

test('a start vector and an image in DDR are too far apart, and the error says what to leave out', () => {
  expect(() => toBin(imageOf('ddr-vector'))).toThrow(
    expect.objectContaining({
      message: 'the .bin would have 2147484576 bytes, nearly all of them zeros between two memories',
      remedy: expect.stringContaining('--remove-section=.stacktop_and_pc'),
    }),
  );
});

test('code in the ITCM and data in the DDR make no .bin', () => {
  expect(() =>
    toBin(
      writeElf([
        { address: 0, data: words(1, 2, 3) },
        { address: 0x80000000, data: words(1) },
      ]),
      { leaveOutStartVector: true },
    ),
  ).toThrow(expect.objectContaining({ remedy: expect.stringContaining('bootaux can start only what lies in one memory') }));
});

test('holes are filled with zeros', () => {
  const { bytes, gapBytes } = toBin(
    writeElf([
      { address: 0x80000010, data: words(2) },
      { address: 0x80000000, data: words(1) },
    ]),
  );
  expect(Buffer.from(bytes).toString('hex')).toBe('0100000000000000000000000000000002000000');
  expect(gapBytes).toBe(12);
});

test('an image without any data has no .bin', () => {
  expect(() => toBin(writeElf([{ address: 0x20000000, memoryBytes: 8 }]))).toThrow(/no data/);
});
