import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { fromEnv, literalSecret, redact } from './secret.ts';

test('a secret never prints itself', () => {
  const secret = literalSecret('password', 'hunter2-long');
  expect(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`).not.toContain('hunter2-long');
});

test('redact hides what was revealed', () => {
  literalSecret('password', 'hunter3-long').reveal();
  expect(redact('sudo: hunter3-long?')).toBe('sudo: [secret]?');
});

test('a missing variable is one clear sentence', () => {
  expect(() => fromEnv('HIL_TEST_NOT_SET').reveal()).toThrow('the environment variable HIL_TEST_NOT_SET is not set');
});
