import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SegmentCheck } from './segment-check.ts';

/** What is told of lines, of which numbers are events of that number and texts are none. */
const toldOf = (...parts: readonly (readonly (number | string)[])[]): string[] => {
  const told: string[] = [];
  const check = new SegmentCheck(({ path, line, what }) => told.push(`${path}:${line} ${what}`));
  parts.forEach((lines, index) => {
    check.part(`part-${index + 1}`);
    for (const line of lines) check.take(typeof line === 'number' ? '{}' : line, typeof line === 'number' ? line : undefined);
  });
  check.end();
  return told;
};

test('what one writer wrote is whole, in one part or several, and so is what another took up behind it', () => {
  expect(toldOf([0, 1, 2], [3, 4])).toEqual([]);
  expect(toldOf([0, 1, '', 0, 1, 2])).toEqual([]);
  expect(toldOf([])).toEqual([]);
});

test('lines that are no events are told together, with their bytes and how many are zero', () => {
  expect(toldOf([0, 'half', '\0\0\0', 3])).toEqual(['part-1:2 7 bytes (to line 3) are no event, 3 of them zero']);
  expect(toldOf([0, 1, '{"seq'])).toEqual(['part-1:3 5 bytes are no event']);
  expect(toldOf([0, 'gone', 4])).toEqual(['part-1:2 4 bytes are no event', 'part-1:3 2 events are missing before it']);
});

test('missing events are told where they should stand, at the beginning and between parts too', () => {
  expect(toldOf([2, 3])).toEqual(['part-1:1 2 events are missing before it']);
  expect(toldOf([0, 1], [3])).toEqual(['part-2:1 1 event is missing before it']);
});

test('a line with the number of another, or of none that comes, is somebody else’s', () => {
  expect(toldOf([0, 1, 1, 2])).toEqual(['part-1:3 is not of the writer of this file: number 1 where 2 comes']);
  expect(toldOf([0, 1, 100_001, 2, 3])).toEqual(['part-1:3 is not of the writer of this file: number 100001 where 2 comes']);
  // Only an empty line, or one that was torn, begins another writer.
  expect(toldOf([0, 1, 0])).toEqual(['part-1:3 is not of the writer of this file: number 0 where 2 comes']);
});

test('whatever is taken out, spoilt or put into a segment is told', () => {
  const change = fc.constantFrom('taken out', 'spoilt', 'doubled');
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 40 }), fc.nat(), change, (count, seed, what) => {
      const lines: (number | string)[] = Array.from({ length: count }, (_, index) => index);
      // Who takes the last lines away leaves a whole segment: that its end is missing is told by what it should say.
      const at = 1 + (seed % (count - 2));
      if (what === 'taken out') lines.splice(at, 1);
      else if (what === 'spoilt') lines[at] = '{"seq":';
      else lines.splice(at, 0, at);
      expect(toldOf(lines)).toHaveLength(1);
    }),
  );
});
