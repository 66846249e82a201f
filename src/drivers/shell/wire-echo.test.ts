import { expect, test } from 'vitest';
import type { Console, Mark, Match } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import { isNoisy, measureEcho } from './wire-echo.ts';

/** A console whose other side brings back those pieces that `survives` says. */
const echoing = (survives: (piece: string) => boolean): Console => {
  let last = '';
  return {
    name: 'a53',
    mark: () => 0 as Mark,
    send: async (text) => {
      last = text === '\x15' ? last : text;
    },
    expect: async () => {
      if (survives(last)) return { text: last } as Match;
      throw new ExpectTimeoutError('nothing came back');
    },
    tail: () => [],
    wasTyped: () => true,
  };
};
const measure = (survives: (piece: string) => boolean) => measureEcho(echoing(survives), { forget: '\x15' });

test('a wire that spoils every long piece and few short ones is noisy, and no silent one', async () => {
  const echo = await measure((piece) => piece.length < 10);
  expect(echo && isNoisy(echo)).toBe(true);
  expect(echo!.rate).toBeGreaterThan(0.01);
  expect(echo!.text).toMatch(/spoilt 6 of 6 pieces of text: about \S+ % of its bytes/);
});

test('where nothing comes back, nothing is said of the wire', async () => {
  expect(await measure(() => false)).toBeUndefined();
});

test('a good wire has no rate, and one piece that something else hit is no noise', async () => {
  expect(await measure(() => true)).toMatchObject({ spoilt: 0, rate: 0 });
  let count = 0;
  const once = await measure(() => count++ !== 3);
  expect(once).toMatchObject({ spoilt: 1 });
  expect(isNoisy(once!)).toBe(false);
});
