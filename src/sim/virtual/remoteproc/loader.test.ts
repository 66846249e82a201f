import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualModel } from '../../../board/models/verdin-imx8mp/virtual.ts';
import { openBench } from '../soc/testing/bench.ts';
import { buildElf } from '../soc/testing/elf-builder.ts';
import { image, printer, words } from '../soc/testing/thumb.ts';
import { A53 } from './a53.ts';
import { ElfImage } from './elf-image.ts';
import { loadSegments } from './firmware-load.ts';
import { requestedVdevs } from './resources.ts';

const log = { err: () => {}, warn: () => {}, info: () => {} };
const tableBytes = words(1, 1, 0, 0, 20, 3, 7, 0, 1, 0, 0, 0x200, 0x5500_0000, 4096, 256, 0, 0, 0x5500_8000, 4096, 256, 1, 0);
const good = buildElf({
  segments: [
    { paddr: 0, data: image(0, 0x2000_8000, printer('A')) },
    { paddr: 0x8000_0000, data: words(1, 2, 3), memsz: 4096 },
  ],
  table: { da: 0x1000, bytes: tableBytes },
});
const { soc } = openBench();
const parts = { model: virtualModel.remoteproc, kernel: '6.1', a53: new A53(soc, {}), core: log, driver: log } as const;

/** What a start does with the bytes of a file, up to the core's reset. */
const load = async (bytes: Uint8Array): Promise<boolean> => {
  const elf = new ElfImage(bytes);
  if (elf.defect !== undefined) return false;
  const table = elf.findTable(log);
  return (
    typeof requestedVdevs(table?.bytes, { regions: virtualModel.remoteproc.regions, kernel: '6.1', log, driverCore: log }) !== 'number' &&
    loadSegments(elf, parts)
  );
};

test('the unchanged image loads', async () => {
  expect(await load(good)).toBe(true);
});

test('no change of an image makes the loader throw', async () => {
  const change = fc.record({ at: fc.nat(good.length - 1), value: fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(good.length), async (changes, cut) => {
      const bytes = good.slice(0, cut % 3 === 0 ? cut : good.length);
      for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value;
      expect(typeof (await load(bytes))).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});

test('nor do random bytes behind the magic', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
      const bytes = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1 + (noise.length % 2), 1, ...noise);
      expect(typeof (await load(bytes))).toBe('boolean');
    }),
  );
});
