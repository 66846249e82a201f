import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unmetOf } from './met-by-own.ts';

const suits = (wanted: string, came: string): boolean => came.includes(wanted);

test.each([
  [['p', 'p'], ['p'], 1],
  [['p', 'p'], ['p', 'p'], 0],
  [['p', 'p1'], ['p1'], 1],
  // The one that is content with either takes what the other cannot.
  [['p', 'p1'], ['p1', 'p2'], 0],
  [['p', 'p2', 'p1'], ['p1', 'p2', 'p3'], 0],
  [['p'], [], 1],
  [[], ['p'], 0],
])('of %j, with %j, %i get none', (waiting, came, left) => {
  expect(unmetOf(waiting, came, suits)).toHaveLength(left);
});

test('the later of two equal ones gets none', () => {
  const [first, second] = [{ word: 'p' }, { word: 'p' }];
  expect(unmetOf([first, second], ['p'], ({ word }, came) => suits(word, came))).toEqual([second]);
  expect(unmetOf([first, second], ['p'], ({ word }, came) => suits(word, came))[0]).toBe(second);
});

/** By trying every way to hand them out. */
const fewest = (waiting: readonly number[], came: readonly number[]): number => {
  const [one, ...others] = waiting;
  if (one === undefined) return 0;
  const without = 1 + fewest(others, came);
  const taken = came.flatMap((other, place) => ((one & other) !== 0 ? [fewest(others, came.toSpliced(place, 1))] : []));
  return Math.min(without, ...taken);
};

test('as few as can be get none', () => {
  const masks = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 5 });
  fc.assert(
    fc.property(masks, masks, (waiting, came) => {
      expect(unmetOf(waiting, came, (one, other) => (one & other) !== 0)).toHaveLength(fewest(waiting, came));
    }),
  );
});
