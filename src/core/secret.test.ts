import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { fromEnv, literalSecret, redact, redactBytes, secretBegun } from './secret.ts';

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

test('bytes are redacted without touching what is no text', () => {
  const value = literalSecret('password', 'hunter4-lång').reveal();
  const bytes = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(value), Buffer.from([0xc3])]);
  expect(Buffer.from(redactBytes(bytes))).toEqual(Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('[secret]'), Buffer.from([0xc3])]));
});

test('the beginning of a secret at the end is noticed', () => {
  literalSecret('password', 'hunter5-long').reveal();
  expect(secretBegun(Buffer.from('password: hunter5-'))).toBe(8);
  expect(secretBegun(Buffer.from('nothing here'))).toBe(0);
});
