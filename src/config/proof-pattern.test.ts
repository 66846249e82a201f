import { expect, test } from 'vitest';
import { provesNothing } from './proof-pattern.ts';

test.each([/(?:)/, /.*/, /tick=|/, /(?:ready)?/g, /^/, /$/m])('%s finds nothing at all', (pattern) => {
  expect(provesNothing(pattern)).toMatch(/^\/.* finds nothing at all, too: write what/);
});

test.each([/./, /\S/, /\w+/, /(?=[a-z])/, /\b/, /x|\d/i])('%s finds a lone character, which noise is as well', (pattern) => {
  expect(provesNothing(pattern)).toMatch(/finds the lone character ".", too: write what/);
});

test.each([/ready/, /^up: \d+/m, /tick=\w+/y, /(?:motor|pump) ready/i, /#/])('%s may be an image’s own', (pattern) => {
  expect(provesNothing(pattern)).toBeUndefined();
});
