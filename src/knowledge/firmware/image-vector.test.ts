import { expect, test } from 'vitest';
import { withSection, words, writeElf } from './testing/elf-writer.ts';
import { inspectFirmware } from './testing/verdin-imx8mp.ts';

/** An ELF whose only segment is the file from its first byte on: headers, then a section with the vector table. */
const headersInSegment = (vector: Uint8Array, address: number): Uint8Array => {
  const elf = withSection(writeElf([{ address, data: new Uint8Array() }]), '.isr_vector', 1, vector);
  const view = new DataView(elf.buffer);
  [1, 0, address, address, elf.byteLength, elf.byteLength].forEach((word, index) => void view.setUint32(52 + 4 * index, word, true));
  return elf;
};

test('a vector table behind the ELF headers of its segment is the own one of the image, which a preload can start from', () => {
  const at = 0x20000000 + 52 + 32;
  const elf = headersInSegment(words(0x20020000, (at + 9) | 1, 0xbf00bf00, 0xbf00bf00), 0x20000000);
  expect(inspectFirmware(elf)).toMatchObject({ verdict: 'needs-preload', imageVector: { at, stackPointer: 0x20020000 } });
});

test('without a vector table behind them there is none', () => {
  expect(inspectFirmware(headersInSegment(words(7, 7, 7, 7), 0x20000000))).toMatchObject({ verdict: 'will-not-start' });
});

test.each([
  [0x20020000, 0x101, 'standalone', 'risk'],
  [0x20020000, 0x100, 'will-not-start', 'will-not-start'],
])('an ELF that is no executable by its type starts when its start vector fits: SP %i, PC %i', (stack, pc, verdict, effect) => {
  const elf = writeElf([{ address: 0, data: new Uint8Array([...words(stack, pc), ...new Uint8Array(0x200)]) }]);
  new DataView(elf.buffer).setUint16(16, 3, true);
  const { problems, ...found } = inspectFirmware(elf);
  expect(found.verdict).toBe(verdict);
  expect(problems.find(({ code }) => code === 'not-executable')?.effect).toBe(effect);
});
