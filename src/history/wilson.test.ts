import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareText, wilson } from './wilson.ts';

test('is the interval of the textbooks', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  expect(wilson(81, 263)).toMatchObject({ low: expect.closeTo(0.2553, 4), high: expect.closeTo(0.3662, 4) });
  expect(wilson(15, 148)).toMatchObject({ low: expect.closeTo(0.0624, 4), high: expect.closeTo(0.1605, 4) });
  expect(wilson(0, 20)).toMatchObject({ low: 0, high: expect.closeTo(0.1611, 4) });
  expect(wilson(1, 29)).toMatchObject({ low: expect.closeTo(0.0061, 4), high: expect.closeTo(0.1718, 4) });
});

test('holds the rate, stays within 0 and 1, and narrows with trials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (of, seed) => {
      const times = seed % (of + 1);
      const { rate, low, high } = wilson(times, of);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(rate + 1e-12);
      expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
      const more = wilson(times * 10, of * 10);
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test('is told with its trials, and without trials claims nothing', () => {
  expect(shareText(wilson(2, 40))).toBe('2 of 40 (5.0 %, 1.4 % to 17 %)');
  expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 });
  expect(shareText(wilson(0, 0))).toBe('0 of 0');
});
