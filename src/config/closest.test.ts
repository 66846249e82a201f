import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest, editDistance } from './closest.ts';

test('a slip of the fingers is recognised, another word is not', () => {
  expect(closest('hots', ['host', 'channel'])).toBe('host');
  expect(closest('Verdin-1', ['verdin-01', 'virtual'])).toBe('verdin-01');
  expect(closest('banana', ['host', 'channel'])).toBeUndefined();
  expect(closest('host', [])).toBeUndefined();
});

test('the distance is the same both ways, nothing for the same word, and at most the longer word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
