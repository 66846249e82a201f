import assert, { match } from 'node:assert';
import { rejects } from 'node:assert/strict';
import { beforeAll, expect, test } from 'vitest';
import { watchAssertions } from './watch-assertions.ts';

beforeAll(watchAssertions);

test('match means what Node means by it, however a suite names it', () => {
  for (const matches of [match, assert.match, assert.strict.match]) {
    expect(() => matches('aarch64', /sparc/)).toThrow(/sparc/);
    matches('aarch64', /aarch64/);
  }
});

test('what an assertion of Node calls may assert by Node, too', async () => {
  await rejects(async () => match('aarch64', /sparc/), /sparc/);
  assert.throws(() => assert.doesNotMatch('aarch64', /aarch64/), { code: 'ERR_ASSERTION' });
  expect(() => assert.throws(() => match('aarch64', /aarch64/))).toThrow('Missing expected exception');
});
