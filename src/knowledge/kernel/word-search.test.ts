import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordSearch } from './word-search.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 60 });
const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 2, maxLength: 7 }), {
  minLength: 1,
  maxLength: 8,
});

test('finds what the first of all single searches finds', () => {
  fc.assert(
    fc.property(letters, words, fc.nat(20), (text, list, from) => {
      const places = list.map((word) => text.indexOf(word, from)).filter((place) => place !== -1);
      expect(new WordSearch(list).next(text, from)).toBe(places.length === 0 ? -1 : Math.min(...places));
    }),
  );
});

test('no words, no match', () => {
  expect(new WordSearch([]).next('BUG: anything')).toBe(-1);
});

test('all words of a text, also those that begin at one place or overlap', () => {
  const search = new WordSearch(['BUG: ', 'BUG: soft', 'soft lockup', 'G: s', 'panic']);
  expect(
    search
      .all('watchdog: BUG: soft lockup')
      .map(({ word }) => word)
      .sort(),
  ).toEqual(['BUG: ', 'BUG: soft', 'G: s', 'soft lockup']);
  expect(search.all('nothing')).toEqual([]);
});
