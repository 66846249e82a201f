import { expect, test } from 'vitest';
import { runsOn } from './stale-vector.ts';
import { words, writeElf } from './testing/elf-writer.ts';
import { inspectFirmware } from './testing/verdin-imx8mp.ts';

// 0x100 bytes of code whose vectors point to 0x80001041, and 0x40 bytes behind it that are only cleared at start.
const codeBytes = 0x100;
const code = new Uint8Array(codeBytes);
code.set(words(0x8010_0000, 0x8000_1041));
const old = inspectFirmware(writeElf([{ address: 0x8000_1000, data: code, memoryBytes: codeBytes + 0x40 }], 0x8000_1041));

/** What runs after an image with this one segment was loaded, whose own vectors point elsewhere. */
const after = (address: number, bytes: number, codeInMemory = true) => {
  const data = new Uint8Array(bytes);
  return runsOn(old, codeInMemory, inspectFirmware(writeElf([{ address, data }])), []);
};

test.each([
  ['ends just before the old code', 0x8000_0f00, 0x100, 'stale'],
  ['ends in the first byte of the old code', 0x8000_0f00, 0x101, 'mute'],
  ['begins in the last byte of the old code', 0x8000_10ff, 0x10, 'mute'],
  ['begins just behind the old code, in what is only cleared', 0x8000_1100, 0x10, 'stale'],
  ['begins far behind', 0x8001_0000, 0x10, 'stale'],
  ['lies in the middle of the old code', 0x8000_1080, 0x10, 'mute'],
] as const)('an image that %s', (_, address, bytes, outcome) => {
  expect(after(address, bytes).outcome).toBe(outcome);
});

test('what is only cleared in the new image overwrites the old code as well', () => {
  const loaded = inspectFirmware(writeElf([{ address: 0x8000_0f00, data: new Uint8Array(0x10), memoryBytes: 0x101 }]));
  expect(runsOn(old, true, loaded, []).outcome).toBe('mute');
});

test('a start vector that starts nothing is mute, for that reason and the given ones', () => {
  const flawed = inspectFirmware(writeElf([{ address: 0x8000_1000, data: words(0, 0) }]));
  const loaded = inspectFirmware(writeElf([{ address: 0x8001_0000, data: new Uint8Array(0x10) }]));
  expect(runsOn(flawed, true, loaded, ['given'])).toEqual({
    outcome: 'mute',
    because: ['the words in the ITCM are no start vector', 'given'],
  });
});

test('old code without a byte in the file cannot be overwritten', () => {
  const data = old.segments[0]!;
  const cleared = { ...old, segments: [data, { ...data, address: 0x8002_0000, fileBytes: 0 }] };
  const loaded = inspectFirmware(writeElf([{ address: 0x8001_fff0, data: new Uint8Array(0x20) }]));
  expect(runsOn(cleared, true, loaded, []).outcome).toBe('stale');
});

test('one segment of several overwrites it', () => {
  const segments = [0x8001_0000, 0x8000_1080].map((address) => ({ address, data: new Uint8Array(0x10) }));
  expect(runsOn(old, true, inspectFirmware(writeElf(segments)), ['given'])).toEqual({
    outcome: 'mute',
    because: ['the new image overwrites a part of the old one, which the old start vector still starts', 'given'],
  });
});

test('an image that ends just before the old PC does not hold it', () => {
  expect(after(0x8000_1030, 0x10).because[0]).toMatch(/overwrites a part/);
});

test('old code that something else has overwritten does not run again', () => {
  const { outcome, because } = after(0x8001_0000, 0x10, false);
  expect([outcome, because[0]]).toEqual(['mute', 'the old PC 0x80001041 points to where the old code is no longer']);
});

test.each([
  ['in its first byte', 0x8000_1040, 0x10],
  ['in its last byte', 0x8000_1031, 0x10],
] as const)('an old PC that points into the new image %s', (_, address, bytes) => {
  expect(after(address, bytes).because[0]).toMatch(/points into the middle of the new image/);
});
