import { expect, test } from 'vitest';
import type { ModelLimit } from '../../../core/model-limit.ts';
import { readQemuNote } from './qemu-note.ts';

const read = (line: string): { isOfBoard: boolean; told: (ModelLimit | string)[] } => {
  const told: (ModelLimit | string)[] = [];
  const isOfBoard = readQemuNote(line, { onLimit: (limit) => void told.push(limit), onMishap: (sentence) => void told.push(sentence) });
  return { isOfBoard, told };
};

test('a register of a device that QEMU lacks is told where the M7 met it', () => {
  const line = 'rdc: unimplemented device write (size 4, offset 0x0400, value 0x000000ff, cpu 4, address 0x303d0400)';
  expect(read(line)).toEqual({
    isOfBoard: true,
    told: [{ by: 'm7', kind: 'register', name: 'rdc', access: 'write', address: 0x303d_0400, fatal: false }],
  });
  expect(read('rdc: unimplemented device read  (size 4, offset 0x0400, cpu 4, address 0x303d0400)').told).toEqual([
    expect.objectContaining({ access: 'read' }),
  ]);
});

test('pins that the M7 sets up are no limit: the UARTs of QEMU are wired without them', () => {
  const line = 'iomuxc: unimplemented device write (size 4, offset 0x0238, value 0x00000000, cpu 4, address 0x30330238)';
  expect(read(line)).toEqual({ isOfBoard: true, told: [] });
});

test.each([0, 3, -1])('what CPU %i meets is not told', (cpu) => {
  expect(read(`caam: unimplemented device read  (size 4, offset 0x0000, cpu ${cpu}, address 0x30900000)`)).toEqual({
    isOfBoard: true,
    told: [],
  });
});

test('a lockup is told as what a real core does too', () => {
  expect(read('nvic: lockup, an exception cannot be escalated to HardFault')).toEqual({
    isOfBoard: true,
    told: ['the core is in lockup: an exception cannot be escalated to HardFault'],
  });
});

test('an access that is never answered is told with the memory and the clock', () => {
  expect(read('unanswered: cpu 2, imx8mp-m7.itcm, offset 0x40')).toEqual({
    isOfBoard: true,
    told: [expect.stringContaining('Linux accessed the ITCM while its clock (the root AUDIO_AHB) was off')],
  });
});

test("QEMU's own words are left to others", () => {
  expect(read('qemu-system-aarch64: could not load /out/bl31.bin')).toEqual({ isOfBoard: false, told: [] });
});
