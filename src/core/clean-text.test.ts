import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, shownJson, shownText } from './clean-text.ts';
import { rememberSecret } from './redaction.ts';

const acts = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u;

test.each([
  ['a window title', 'a\x1b]0;evil title\x07b', 'ab'],
  ['the same by eight bits', 'a\u009d0;evil title\u009cb', 'ab'],
  ['a link', 'a\x1b]8;;http://x.y/?a b\x1b\\text\x1b]8;;\x1b\\b', 'atextb'],
  ['a title without end', 'a\x1b]0;rest of the line\nnext', 'a0;rest of the line\nnext'],
  ['a device control string', 'a\x1bP+q544e\x1b\\b', 'ab'],
  ['colours', 'a\x1b[1;31mred\x1b[0mb', 'aredb'],
  ['colours by C1', 'a\u009b31mred\u009b0mb', 'aredb'],
  ['a line by C1', 'a\u0085b', 'a\nb'],
  ['text that runs backwards', 'a\u202egnp.exe\u202cb', 'agnp.exeb'],
  ['isolates', 'a\u2066b\u2069c', 'abc'],
  ['what is not seen', 'a\u200b\ufeff\u{e0041}b', 'ab'],
  ['carriage returns and bells', 'one\r\ntwo\rthree\x07', 'one\ntwo\nthree'],
  ['other scripts and signs', 'größer → 日本語 עברית 🎉\tx', 'größer → 日本語 עברית 🎉\tx'],
])('%s', (_, text, shown) => expect(cleanText(text)).toBe(shown));

test('nothing that a terminal acts on is left, whatever comes', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\x1b', '[', ']', '\u009b', '\u009d', '\u009c', '\x07', ';', 'm', '\u202e'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
  });
  fc.assert(
    fc.property(text, (hostile) => !acts.test(cleanText(hostile)) && cleanText(cleanText(hostile)) === cleanText(hostile)),
    { numRuns: 500 },
  );
});

test('JSON says all of it and does nothing to a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (hostile) => {
      const json = shownJson({ [hostile]: [hostile] });
      return !acts.test(json) && JSON.stringify(JSON.parse(json)) === JSON.stringify({ [hostile]: [hostile] });
    }),
  );
});

test('a secret that colours cut in pieces is hidden', () => {
  rememberSecret('cut-in-pieces-7');
  expect(shownText('pw cut-in\x1b[31m-pieces\u200b-7')).toBe('pw [secret]');
});
