import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spoiltIn } from './spoilt-echo.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const typing = fc.array(fc.constantFrom(...letters), { minLength: 40, maxLength: 40 }).map((all) => all.join(''));
const around = fc.array(fc.constantFrom(...'VERDINMX8#=> ;\r\n'), { maxLength: 60 }).map((all) => all.join(''));
const nth = (text: string, each: number, from: number, change: (char: string) => string): string =>
  [...text].map((char, at) => (at % each === from % each ? change(char) : char)).join('');

test('a letter that is lost, doubled or another, each time at the same distance, spoils an echo wherever it stands', () => {
  fc.assert(
    fc.property(typing, fc.integer({ min: 2, max: 20 }), fc.nat(), around, around, (typed, each, from, before, behind) => {
      for (const change of [() => '', (char: string) => char + char, () => '?']) {
        const came = nth(typed, each, from, change);
        // A letter that is lost between its own kind leaves what was typed.
        fc.pre(!came.includes(typed));
        expect(spoiltIn(before + came + behind, typed)).toBeDefined();
      }
    }),
  );
});

test('every letter doubled', () => {
  const typed = 'thequickbrownfoxjumpsoverthelazydogandit';
  expect(spoiltIn(`Verdin iMX8MP # ${nth(typed, 1, 0, (char) => char + char)}`, typed)).toBeDefined();
});

test('what came unharmed is not spoilt, with the line broken by a shell as well', () => {
  fc.assert(
    fc.property(typing, fc.nat({ max: 39 }), around, around, (typed, at, before, behind) => {
      expect(spoiltIn(`${before}${typed.slice(0, at)} \r\n${typed.slice(at)}${behind}`, typed)).toBeUndefined();
    }),
  );
});

test('a text of its own is no echo', () => {
  fc.assert(
    fc.property(typing, fc.array(fc.constantFrom(...letters, ' ', '\n'), { maxLength: 400 }), (typed, text) => {
      expect(spoiltIn(text.join(''), typed)).toBeUndefined();
    }),
  );
});
