import { expect, test } from 'vitest';
import { sizeOf } from './size-word.ts';

// What dd and head of coreutils 9 make of them.
test.each([
  ['0', 0],
  ['512', 512],
  ['1k', 1024],
  ['1K', 1024],
  ['2kB', 2000],
  ['3MiB', 3 * 1024 ** 2],
  ['3MB', 3_000_000],
  ['1G', 1024 ** 3],
  ['2b', 1024],
  ['3w', 6],
  ['7c', 7],
  ['2x1k', 2048],
  ['0x10k', 0],
  ['"4k"', 4096],
])('%s is %d bytes', (word, bytes) => expect(sizeOf(word)).toBe(bytes));

test.each(['', 'k', '1q', '-3', '1 k', 'x', '1kk'])("'%s' is no size", (word) => expect(sizeOf(word)).toBeUndefined());
