import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualModel } from '../../board/models/verdin-imx8mp/virtual.ts';
import { ElfImage } from '../../sim/virtual/remoteproc/elf-image.ts';
import { requestedVdevs } from '../../sim/virtual/remoteproc/resources.ts';
import { words, writeElfWithTable } from './testing/elf-writer.ts';
import { inspectFirmware, predict } from './testing/verdin-imx8mp.ts';

const quiet = { err: () => {}, warn: () => {}, info: () => {} };
const code = [{ address: 0, data: words(0x20020000, 9, 0, 0) }];

/** What the virtual board's Linux does with the same bytes: it shares no code with the inspection. */
const linuxSays = (elf: Uint8Array, kernel: '5.15' | '6.1'): 'refused' | 'alive' => {
  const table = new ElfImage(elf).findTable(quiet);
  return typeof requestedVdevs(table?.bytes, { regions: virtualModel.remoteproc.regions, kernel, log: quiet, driverCore: quiet }) ===
    'number'
    ? 'refused'
    : 'alive';
};

const inspectionSays = (elf: Uint8Array, kernel: string): string =>
  predict({
    firmware: inspectFirmware(elf),
    startedBy: 'remoteproc',
    itcm: { kind: 'power-on-junk' },
    mcoreBooted: true,
    preloaded: false,
    kernel,
  }).outcome;

const edge = fc.constantFrom(
  0,
  1,
  2,
  3,
  4,
  15,
  16,
  20,
  44,
  52,
  0x80,
  0x100,
  0x200,
  0x300,
  0x1000,
  0x8000,
  0x5500_0000,
  0x5500_8000,
  0x54ff_f000,
  0xffff_ffff,
  0x8000_0000,
);
const anyWord = fc.oneof({ weight: 4, arbitrary: edge }, fc.nat(0xffff_ffff));
const vring = fc.tuple(
  fc.constantFrom(0x5500_0000, 0x5500_8000, 0xffff_ffff, 0x5400_0000),
  fc.constantFrom(0, 16, 4096, 3000),
  fc.constantFrom(0, 1, 8, 256, 1024, 4096),
  edge,
  fc.constant(0),
);
const vdev = fc
  .tuple(
    fc.constantFrom(3, 3, 3, 1, 0, 2, 99),
    fc.constantFrom(7, 0),
    fc.constantFrom(0, 0, 0, 4),
    fc.array(vring, { maxLength: 3 }),
    fc.constantFrom(0, 0, 0, 1),
  )
  .map(([type, id, config, rings, reserved]) => [type, id, 0, 1, 0, config, (reserved << 16) | (rings.length << 8), ...rings.flat()]);
const shaped = fc.array(vdev, { maxLength: 3 }).map((entries) => {
  const offsets = entries.map((_, index) => 16 + 4 * entries.length + 4 * entries.slice(0, index).flat().length);
  return [1, entries.length, 0, 0, ...offsets, ...entries.flat()];
});
const tables = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: shaped }, fc.array(anyWord, { maxLength: 40 })),
    fc.array(fc.tuple(fc.nat(60), anyWord), { maxLength: 2 }),
    fc.nat(3),
  )
  .map(([list, changes, cut]) => {
    const changed = [...list];
    for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
    const bytes = words(...changed);
    return bytes.subarray(0, Math.max(0, bytes.byteLength - cut));
  });

test('what the inspection predicts of a resource table is what the virtual Linux does, on either side of 6.1', () => {
  fc.assert(
    fc.property(tables, fc.constantFrom('5.15' as const, '6.1' as const), (bytes, kernel) => {
      const elf = writeElfWithTable(code, bytes);
      expect(inspectionSays(elf, kernel)).toBe(linuxSays(elf, kernel));
    }),
    { numRuns: 2000 },
  );
});
