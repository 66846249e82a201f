import { expect, test } from 'vitest';
import { virtualModel } from '../../../board/models/verdin-imx8mp/virtual.ts';
import { ddrBase, itcm, Memory } from './memory.ts';

const gibibyte = 2 ** 30;

test('holds junk that depends on seed and power cycle alone', () => {
  const read = (memory: Memory): string => memory.read(ddrBase + 0x12_3456, 64).join();
  const [first, twin, other] = [
    new Memory(1, gibibyte, virtualModel.chip),
    new Memory(1, gibibyte, virtualModel.chip),
    new Memory(2, gibibyte, virtualModel.chip),
  ];

  expect(read(twin)).toBe(read(first));
  expect(read(other)).not.toBe(read(first));
  twin.lose();
  expect(read(twin)).not.toBe(read(first));
});

test('the junk is not the same all over', () => {
  const memory = new Memory(7, gibibyte, virtualModel.chip);
  const firstWords = [itcm.base, itcm.base + 0x1_0000, ddrBase, ddrBase + 0x1_0000].map((address) => memory.readUint32(address));
  expect(new Set(firstWords).size).toBe(4);
});

test('keeps what is written, across pages', () => {
  const memory = new Memory(1, gibibyte, virtualModel.chip);
  const data = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  memory.write(ddrBase + 0xfff3, data);
  expect(memory.read(ddrBase + 0xfff3, data.length)).toEqual(data);
});

test('ends where the DRAM ends', () => {
  const memory = new Memory(1, gibibyte, virtualModel.chip);
  expect(memory.holds(0x7fff_fff0, 16)).toBe(true);
  expect(memory.holds(0x7fff_fff0, 17)).toBe(false);
  expect(() => memory.read(0x8000_0000, 4)).toThrow(RangeError);
  expect(new Memory(1, 8 * gibibyte, virtualModel.chip).holds(0x1_8000_0000)).toBe(true);
});
