import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm, shiftBetween } from './shift.ts';

/** Two-sided p value by counting every way in which the ranks could have fallen. */
const exact = (a: readonly number[], b: readonly number[]): number => {
  const all = [...a, ...b].sort((x, y) => x - y);
  const sumOf = (sample: readonly number[]) => sample.reduce((sum, value) => sum + all.indexOf(value) + 1, 0);
  const middle = (a.length * (all.length + 1)) / 2;
  const distance = Math.abs(sumOf(a) - middle);
  let [as, ways] = [0, 0];
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      ways++;
      if (Math.abs(sum - middle) >= distance) as++;
      return;
    }
    for (let rank = from; rank <= all.length - left + 1; rank++) choose(rank + 1, left - 1, sum + rank);
  };
  choose(1, a.length, 0);
  return as / ways;
};

test('is near what counting all orders gives', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 14, maxLength: 14 }), (values) => {
      const [a, b] = [values.slice(0, 6), values.slice(6)];
      expect(Math.abs(shiftBetween(a, b)!.p - exact(a, b))).toBeLessThan(0.025);
    }),
    { numRuns: 50 },
  );
});

test('says nothing of few values, and finds nothing in equal ones', () => {
  expect(shiftBetween([1, 2, 3, 4], [5, 6, 7, 8, 9])).toBeUndefined();
  expect(shiftBetween([7, 7, 7, 7, 7], [7, 7, 7, 7, 7])).toMatchObject({ by: 0, p: 1 });
});

test('finds a shift that was put in, with its size in the interval, and turns with the samples', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 30 }),
      fc.double({ min: 2, max: 50, noNaN: true }),
      (values, by) => {
        const later = values.map((value) => value + by);
        const shift = shiftBetween(values, later)!;
        expect(shift.p).toBeLessThan(0.001);
        expect(shift.low).toBeLessThanOrEqual(by + 1e-9);
        expect(shift.high).toBeGreaterThanOrEqual(by - 1e-9);
        expect(shiftBetween(later, values)!.by).toBeCloseTo(-shift.by, 6);
      },
    ),
  );
});

test('chance alone finds about as much as its level allows', () => {
  let state = 12_345;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const trials = Array.from({ length: 2000 }, () => {
    const sample = (n: number) => Array.from({ length: n }, () => random() ** 3 * 100);
    return shiftBetween(sample(20), sample(8))!.p;
  });
  const found = trials.filter((p) => p < 0.05).length / trials.length;
  expect(found).toBeGreaterThan(0.03);
  expect(found).toBeLessThan(0.07);
});

test('many tests at once are held to one level', () => {
  expect(holm([0.04, 0.001, 0.03], 0.05)).toEqual([false, true, false]);
  expect(holm([0.01, 0.02, 0.03], 0.05)).toEqual([true, true, true]);
  expect(holm([], 0.05)).toEqual([]);
});
