import { expect, test } from 'vitest';
import { loadSentence } from './load-error.ts';

test('the line comes from the stack, and a stack that a suite has made something else of costs no sentence', () => {
  const stack = 'Error: no coffee\n    at /lab/suites/first.ts:7:9\n';
  expect(loadSentence({ message: 'no coffee', stack }, '/lab/suites/first.ts', '/lab')).toBe('suites/first.ts:7: no coffee');
  for (const other of [7, '', {}]) {
    const error = { message: 'no coffee', stack: other as string };
    expect(loadSentence(error, '/lab/suites/first.ts', '/lab')).toBe('suites/first.ts: no coffee');
  }
});
