import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logHeadlinesWith } from './headlines.ts';
import { hintWords } from './hints.ts';
import { WordSearch } from './word-search.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 60 });
const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 2, maxLength: 7 }), {
  minLength: 1,
  maxLength: 8,
});

/** Whether a word stands there, and none of the others ends before that one does. */
const expectFirst = (words: readonly string[], text: string, from: number, at: number): void => {
  const ends = words.flatMap((word) => (text.includes(word, from) ? [text.indexOf(word, from) + word.length] : []));
  if (ends.length === 0) expect(at).toBe(-1);
  else {
    expect(at).toBeGreaterThanOrEqual(from);
    const found = words.filter((word) => text.startsWith(word, at));
    expect(found).not.toEqual([]);
    expect(Math.min(...ends)).toBeGreaterThan(at);
  }
};

test('finds a word where one is, and none behind the end of another', () => {
  fc.assert(
    fc.property(letters, words, fc.nat(20), (text, list, from) => {
      expectFirst(list, text, from, new WordSearch(list).next(text, from));
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
        const at = search.next(line, from, Buffer.from(line, 'latin1'));
        expect(at).toBe(search.next(line, from));
        expectFirst(some, line, from, at);
      }
      const places = Array.from(line, (_, at) =>
        [...new Set(some)].filter((word) => line.startsWith(word, at)).map((word) => `${at} ${word}`),
      );
      const found = search.all(line);
      expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((one, other) => one - other));
      expect(found.map(({ word, at }) => `${at} ${word}`).sort()).toEqual(places.flat().sort());
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
  expect(hintWords(logHeadlinesWith()).filter((word) => word.length < 7)).toHaveLength(1);
});
