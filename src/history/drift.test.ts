import { expect, test } from 'vitest';
import { driftsOf } from './drift.ts';
import { pastRun, pastScenario } from './testing/past-runs.ts';

// The same few values in an order of their own: noise without a drift.
const noise = [0, 310, -240, 120, -90, 280, -150, 40, -300, 210, 75, -45, 160, -220, 5];
const night = (n: number, by: number) =>
  pastRun(n, [pastScenario({ measurements: [{ name: 'restart', value: 50 + noise[n % 15]! / 100, unit: 'ms' }] })], '5.15.1', [
    15_000 + noise[n % 15]! + by,
  ]);

test('a boot that takes 2 s longer since ten nights is told, with the run in which it began', () => {
  const { found, judged } = driftsOf(Array.from({ length: 30 }, (_, n) => night(n, n >= 20 ? 2000 : 0)));
  expect(judged).toBe(2);
  expect(found).toMatchObject([{ series: { board: 'one', name: 'cold boot to login', unit: 'ms' }, since: { run: 'night-20' } }]);
  expect(found[0]!.shift.low).toBeGreaterThan(1500);
  expect(found[0]!.shift.high).toBeLessThan(2500);
});

test('noise is no drift, one slow boot is none, and a few nights are too few to say so', () => {
  expect(driftsOf(Array.from({ length: 30 }, (_, n) => night(n, 0))).found).toEqual([]);
  expect(driftsOf(Array.from({ length: 30 }, (_, n) => night(n, n === 29 ? 60_000 : 0))).found).toEqual([]);
  expect(driftsOf(Array.from({ length: 9 }, (_, n) => night(n, n > 4 ? 9000 : 0)))).toMatchObject({ found: [], judged: 0, tooShort: 2 });
});

test('what is certain and small wakes nobody', () => {
  expect(driftsOf(Array.from({ length: 60 }, (_, n) => night(n, n >= 50 ? 600 : 0))).found).toEqual([]);
});
