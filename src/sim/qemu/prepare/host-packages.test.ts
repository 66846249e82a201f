import { expect, test } from 'vitest';
import { isNewMeson } from './host-packages.ts';

test.each([
  ['1.7.0\n', true],
  ['1.5.1\n', true],
  ['2.0.0\n', true],
  ['1.0.1\n', false],
  ['0.64.0\n', false],
  ['', false],
])('meson %j builds QEMU 10: %s', (said, builds) => {
  expect(isNewMeson(said)).toBe(builds);
});
