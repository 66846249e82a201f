import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slowTests } from './slow-tests.ts';

test('every file that the edit loop leaves out is there', () => {
  expect(slowTests.filter((path) => !existsSync(path))).toEqual([]);
});
