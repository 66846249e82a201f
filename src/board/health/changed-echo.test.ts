import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { type ChangedEcho, changedEcho, changedIn } from './changed-echo.ts';

const asked = (answer: (typed: string) => string) => {
  const console = new MemoryConsole(boardClock(100));
  console.onSend = (text) => console.receive(answer(text));
  return changedEcho(console, { forget: '\x03', within: '200ms' });
};

test.each<[string, (typed: string) => string]>([
  ['capitals', (typed) => typed.toUpperCase()],
  ['every letter as the next one', (typed) => typed.replace(/[a-z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 1))],
  ['capitals behind what was said before', (typed) => `reading\r\n=> ${typed.toUpperCase()}`],
])('%s are a changed echo', async (_, answer) => {
  const { typed, came } = (await asked(answer)) as ChangedEcho;
  expect(typed).toMatch(/^[a-z]{40}$/);
  expect(answer(typed)).toContain(came);
});

test.each<[string, (typed: string) => string]>([
  ['nothing', () => ''],
  ['one sign for each key', (typed) => '*'.repeat(typed.length)],
  ['a text of its own', () => 'the quick brown fox jumps over the lazy dog and the quick brown fox jumps over the lazy dog'],
  ['half of it', (typed) => typed.slice(20).toUpperCase()],
])('%s is none', async (_, answer) => {
  expect(await asked(answer)).toBeUndefined();
});

test.each<[string, (typed: string) => string]>([
  ['a good echo', (typed) => typed],
  [
    'capitals once',
    (
      (count) => (typed: string) =>
        count++ === 0 ? typed.toUpperCase() : typed
    )(0),
  ],
])('%s tells a wire that is good', async (_, answer) => {
  expect(await asked(answer)).toBe('good');
});

test.each<[string, (typed: string) => string]>([
  ['lost', (typed) => typed.replace(/(..)./g, '$1')],
  ['doubled', (typed) => typed.replace(/(..)(.)/g, '$1$2$2')],
])('every third letter %s is a changed echo', async (_, answer) => {
  const { typed, came } = (await asked(answer)) as ChangedEcho;
  expect(answer(typed)).toContain(came);
});

const letters = 'abcdefghijklmnopqrstuvwxyz';
const typing = fc.array(fc.constantFrom(...letters), { minLength: 40, maxLength: 40 }).map((all) => all.join(''));
const wires = fc.shuffledSubarray([...letters, ...letters.toUpperCase()], { minLength: 26, maxLength: 26 });
const around = fc.string({ maxLength: 30 });

test('any letter for each letter is found, wherever it stands; a text that stands there unchanged is not', () => {
  fc.assert(
    fc.property(typing, wires, around, around, (typed, wire, before, behind) => {
      const came = [...typed].map((char) => wire[letters.indexOf(char)]).join('');
      fc.pre(new Set(came).size >= 8);
      const found = changedIn(`${before}${came}${behind}`, typed);
      if (came === typed) expect(found).toBeUndefined();
      else expect(found).toHaveLength(40);
    }),
  );
});

test('what does not follow the letters is never taken for an echo', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), typing, (text, typed) => {
      const [first] = typed;
      const again = [...typed].map((char, at) => (char === first ? at : -1)).filter((at) => at >= 0);
      const found = changedIn(text, typed);
      if (found !== undefined) expect(new Set(again.map((at) => found[at])).size).toBe(1);
    }),
  );
});
