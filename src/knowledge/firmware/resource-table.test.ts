import { expect, test } from 'vitest';
import { ringBytes } from './table-rules.ts';
import { words, writeElf64, writeElfWithTable } from './testing/elf-writer.ts';
import { hmpOverlay, inspectFirmware, predict } from './testing/verdin-imx8mp.ts';

const code = [{ address: 0, data: words(0x20020000, 9, 0, 0) }];
const vring = (address: number, align = 4096, buffers = 256): number[] => [address, align, buffers, 0, 0];
const vdev = (rings: readonly number[][], reserved = 0, config = 0): number[] => [
  3,
  7,
  0,
  1,
  0,
  config,
  (reserved << 16) | (rings.length << 8),
  ...rings.flat(),
];
const table = (...entries: readonly number[][]): Uint8Array => {
  const offsets = entries.map((_, index) => 16 + 4 * entries.length + 4 * entries.slice(0, index).flat().length);
  return words(1, entries.length, 0, 0, ...offsets, ...entries.flat());
};
const good = vdev([vring(0x55000000), vring(0x55008000)]);
const carveout = (name: string, bytes: number, reserved = 0, address = 0x80000000): number[] => {
  const letters = new Uint8Array(32);
  letters.set(new TextEncoder().encode(name));
  return [0, address, 0, bytes, 0, reserved, ...new Uint32Array(letters.buffer)];
};
const trace = (address: number, bytes: number): number[] => [2, address, bytes, 0, ...new Array<number>(8).fill(0x41)];
const inspect = (bytes: Uint8Array) => inspectFirmware(writeElfWithTable(code, bytes));

test.each([
  ['a good one', table(good), 'standalone', []],
  ['rings that Linux may place', table(vdev([vring(0xffffffff), vring(0xffffffff)])), 'standalone', []],
  ['an empty section', new Uint8Array(), 'standalone', []],
  ['no entries', words(1, 0, 0, 0), 'standalone', []],
  ['a section shorter than its header', words(1, 0), 'standalone', ['bad-resource-table']],
  ['another version', words(2, 0, 0, 0), 'standalone', ['bad-resource-table']],
  ['reserved words', words(1, 0, 1, 0), 'standalone', ['bad-resource-table']],
  ['more entries than there is room for', words(1, 99, 0, 0), 'standalone', ['bad-resource-table']],
  ['an entry behind its end', words(1, 1, 0, 0, 4000), 'will-not-load', ['table-refused']],
  ['a cut vdev', table(good).subarray(0, 60), 'will-not-load', ['table-refused']],
  ['a vdev whose configuration is behind the end', table(vdev([vring(0x55000000)], 0, 9)), 'will-not-load', ['table-refused']],
  ['reserved bytes of a vdev', table(vdev([vring(0x55000000)], 1)), 'will-not-load', ['table-refused']],
  ['three rings', table(vdev([vring(0x55000000), vring(0x55008000), vring(0x55010000)])), 'will-not-load', ['table-refused']],
  ['devmem', table([1, 0, 0, 0, 0, 0, ...new Array<number>(8).fill(0)]), 'will-not-load', ['table-refused']],
  ['no buffers', table(vdev([vring(0x55000000, 4096, 0), vring(0x55008000)])), 'standalone', ['vring-refused']],
  ['no alignment', table(vdev([vring(0x55000000, 0), vring(0x55008000)])), 'standalone', ['vring-refused']],
  ['a ring before its region', table(vdev([vring(0x54000000), vring(0x55008000)])), 'standalone', ['vring-refused']],
  ['a ring in the region of the other', table(vdev([vring(0x55008000), vring(0x55008000)])), 'standalone', ['vring-refused']],
  ['a ring that is too large', table(vdev([vring(0xffffffff, 4096, 4096), vring(0x55008000)])), 'standalone', ['vring-refused']],
  ['an unknown type', table([77, 1, 2, 3]), 'standalone', []],
  ['a carveout for the firmware', table(carveout('m7', 0x1000)), 'standalone', []],
  ['a carveout larger than its region', table(carveout('m7', 0x2000000)), 'will-not-load', ['table-refused']],
  ['a carveout before its region', table(carveout('m7', 0x1000, 0, 0x7ffff000)), 'will-not-load', ['table-refused']],
  ['a carveout that leaves its region', table(carveout('m7', 0x1000, 0, 0x80fff800)), 'will-not-load', ['table-refused']],
  ['two carveouts of one name', table(carveout('x', 16), carveout('x', 16)), 'will-not-load', ['table-refused']],
  [
    'a carveout with the name of a ring that is smaller',
    table(good, vdev([vring(0x1000)]), carveout('vdev1vring0', 0x10000)),
    'will-not-load',
    ['table-refused'],
  ],
  ['an entry inside the header', words(1, 1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'will-not-load', ['table-refused']],
  ['a reserved word of a carveout', table(carveout('x', 16, 1)), 'will-not-load', ['table-refused']],
  ['a trace in the reserved region', table(trace(0x80001000, 0x1000)), 'standalone', []],
  ['a trace in no memory', table(trace(0x30000000, 0x1000)), 'standalone', ['trace-elsewhere']],
] as const)('%s: %s', (_, bytes, verdict, codes) => {
  const { verdict: found, problems } = inspect(bytes);
  expect([found, problems.map(({ code: each }) => each)]).toEqual([verdict, codes]);
});

test('what a start comes to depends on the kernel where the kernels differ', () => {
  const firmware = inspect(table(vdev([vring(0x55000000, 4096, 0), vring(0x55008000)])));
  const outcome = (kernel: string): string =>
    predict({ firmware, startedBy: 'remoteproc', itcm: { kind: 'power-on-junk' }, mcoreBooted: true, preloaded: false, kernel }).outcome;
  expect([outcome('5.15'), outcome('6.1.46'), outcome('6.6'), outcome('6.12')]).toEqual(['refused', 'alive', 'alive', 'alive']);
});

test('a table that is refused ends a start before the TCM is touched', () => {
  const firmware = inspect(table([1, 0, 0, 0, 0, 0, ...new Array<number>(8).fill(0)]));
  const given = {
    firmware,
    startedBy: 'remoteproc',
    itcm: { kind: 'power-on-junk' },
    mcoreBooted: false,
    preloaded: false,
    kernel: '5.15',
  } as const;
  expect(predict(given)).toMatchObject({ outcome: 'refused', because: expect.arrayContaining([expect.stringContaining('-22')]) });
});

test('without regions of their names rings lie where Linux likes', () => {
  const bytes = table(vdev([vring(0xffffffff), vring(0xffffffff)]));
  expect(inspectFirmware(writeElfWithTable(code, bytes), { overlay: hmpOverlay.filter(({ use }) => use !== 'vring') }).problems).toEqual(
    [],
  );
});

test('sizes of rings are those of the kernel', () => {
  // 256 descriptors of 16 bytes, 518 of available ring, up to the next 4096; then 6 and 256 of 8 bytes, in whole pages.
  expect(ringBytes({ buffers: 256, align: 4096 })).toBe(0x3000);
  expect(ringBytes({ buffers: 8, align: 16 })).toBe(0x1000);
});

test('a 64-bit ELF is loaded, and no M7 runs it; a big-endian one is refused', () => {
  const long = inspectFirmware(writeElf64(code));
  expect(long).toMatchObject({ verdict: 'will-not-start', format: 'elf', problems: [expect.objectContaining({ code: 'elf-64-bit' })] });
  // A program of the PC lies where the M7 has no memory, too, and no linker script mends that.
  const ofPc = inspectFirmware(writeElf64([{ address: 0x400000, data: words(1) }]));
  expect(ofPc.verdict).toBe('will-not-load');
  expect(ofPc.problems.map(({ code }) => code).slice(0, 2)).toEqual(['elf-64-bit', 'no-such-memory']);
  const big = Uint8Array.from(writeElf64(code));
  big[5] = 2;
  expect(inspectFirmware(big)).toMatchObject({
    verdict: 'will-not-load',
    problems: [{ code: 'big-endian', evidence: expect.arrayContaining([expect.stringContaining('endianness')]) }],
  });
});
