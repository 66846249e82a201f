import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headlinesWith } from './headlines.ts';
import { hintWords } from './hints.ts';
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

test('bytes give what text gives, whatever the lengths of the words', () => {
  const unit = fc.constantFrom('a', 'b', '[', '#', '\xe9', ' ');
  const text = fc.string({ unit, maxLength: 80 });
  const list = fc.array(fc.string({ unit, minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, list, (line, some) => {
      const search = new WordSearch(some);
      for (let from = 0; from <= line.length; from++) {
        const places = some.map((word) => line.indexOf(word, from)).filter((place) => place !== -1);
        const first = places.length === 0 ? -1 : Math.min(...places);
        expect(search.next(line, from, Buffer.from(line, 'latin1'))).toBe(first);
        if (first !== -1)
          expect([...search.at(line, first)].sort()).toEqual([...new Set(some)].filter((word) => line.startsWith(word, first)).sort());
      }
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

test('what the fast search looks for is long enough to skip by', () => {
  expect(hintWords(headlinesWith()).filter((word) => word.length < 7)).toHaveLength(1);
});
