import { expect, test } from 'vitest';
import { isStartedByHand } from './core-claim.ts';
import { M7Count } from './m7-count.ts';

const counted = (first: number, ...later: readonly number[]): M7Count => {
  const count = new M7Count(first, 0);
  for (const [index, value] of later.entries()) count.hear(value, 200 * (index + 1));
  return count;
};

test('a counter goes on whatever the wire does to single lines of it', () => {
  for (const spoilt of [900, 12, 124, 1]) {
    const { last, beganAgainAt } = counted(122, 123, spoilt, 124, 125);
    expect({ spoilt, last, beganAgainAt }).toEqual({ spoilt, last: 125, beganAgainAt: undefined });
  }
  expect(counted(5, 6, 6, 7, 7, 8).beganAgainAt).toBeUndefined();
});

test('what is lost between two counts is lost', () => {
  expect(counted(1, 2, 60, 61, 62, 63)).toMatchObject({ last: 63, beganAgainAt: undefined });
});

test('a counter that stands still or moves between two counts has not gone on', () => {
  expect(counted(4, 4, 4, 1, 4, 1, 4)).toMatchObject({ last: 4, at: 0, beganAgainAt: undefined });
});

test('a counter that begins anew is no longer that counter, even where it overtakes the old one', () => {
  expect(counted(3, 4, 5, 1, 2, 3, 4, 5, 6)).toMatchObject({ beganAgainAt: 1 });
});

test('what a terminal server repeats when it is back is no beginning', () => {
  const count = counted(3, 4, 5);
  count.wireCameBack();
  for (const again of [1, 2, 3, 4, 5]) count.hear(again, 1000);
  expect(count).toMatchObject({ last: 5, at: 400, beganAgainAt: undefined });
  expect(count.hear(6, 1200)).toBe(true);
  for (const again of [1, 2, 3, 4]) count.hear(again, 1400);
  expect(count.beganAgainAt).toBe(1);
});

test('a start is by hand where the kernel log has more of them than this program has made', () => {
  const ours = '[   20.1] hil state 0a1b2c\n[   20.2] remoteproc remoteproc0: powering up imx-rproc\n';
  const start = '[   30.1] remoteproc remoteproc0: powering up imx-rproc\n';
  expect([ours, `${start}${ours}`, '', `${ours}[   40.1] hil state 3d4e5f\n`].map(isStartedByHand)).toEqual([false, false, false, false]);
  expect([`${ours}${start}`, start].map(isStartedByHand)).toEqual([true, true]);
});
