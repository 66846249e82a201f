import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fittingRate } from './baud-rate.ts';
import { hasParityBit, isRubbish, type LineSample, LineSampler } from './line-sample.ts';
import { misread } from './misread.ts';

const boot = readFileSync(new URL('../boot/recordings/bsp6-torizon-cold.serial', import.meta.url));

const sampleOf = (bytes: Uint8Array): LineSample => {
  const sampler = new LineSampler();
  sampler.push(bytes);
  return sampler.sample;
};

describe('a boot that is read at its own rate', () => {
  test('is text, and so is each beginning of it', () => {
    expect(isRubbish(sampleOf(boot))).toBe(false);
    fc.assert(fc.property(fc.integer({ min: 1, max: boot.length }), (length) => !isRubbish(sampleOf(boot.subarray(0, length)))));
  });

  test('comes out as it was sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(9600, 115_200, 1_500_000), (bytes, rate) =>
        Buffer.from(misread(bytes, rate, rate)).equals(Buffer.from(bytes)),
      ),
    );
  });
});

const rates = [4800, 9600, 19_200, 38_400, 57_600, 230_400, 460_800, 921_600, 1_500_000];

test.for(rates)('a boot at 115200 baud that is read at %i is rubbish, and no wrong rate is named', (readAt) => {
  const sample = sampleOf(misread(boot, 115_200, readAt));
  expect(isRubbish(sample)).toBe(true);
  expect(hasParityBit(sample)).toBe(false);
  const found = fittingRate(sample, { readAt, usual: 115_200 });
  expect(found?.sentAt ?? 115_200).toBe(115_200);
});

test.for([57_600, 230_400])('a boot at %i baud that is read at 115200 is told its rate', (sentAt) => {
  expect(fittingRate(sampleOf(misread(boot, sentAt, 115_200)), { readAt: 115_200, usual: 115_200 })).toEqual({ sentAt, readAt: 115_200 });
});

test('noise and another language are no wrong rate', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 100, maxLength: 2000 }),
      (noise) => fittingRate(sampleOf(noise), { readAt: undefined, usual: 115_200 }) === undefined,
    ),
  );
  expect(isRubbish(sampleOf(Buffer.from('\0\0\xff', 'latin1')))).toBe(false);
});

test('text with a parity bit is told from a wrong rate', () => {
  const odd = (byte: number): boolean => [...byte.toString(2)].filter((bit) => bit === '1').length % 2 === 1;
  const sample = sampleOf(boot.map((byte) => (odd(byte) ? byte | 0x80 : byte)));
  expect(isRubbish(sample)).toBe(true);
  expect(hasParityBit(sample)).toBe(true);
});
