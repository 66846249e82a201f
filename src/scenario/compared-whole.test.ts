import assert, { deepStrictEqual } from 'node:assert';
import strict from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import util, { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { compareResultsWhole } from './compared-whole.ts';
import { asResult } from './results.ts';
import { workerState } from './worker-state.ts';

const file = import.meta.filename;
// This file stands for a suite, which lies outside of the runner's code.
workerState().root = '/nowhere';

const plain = { exitCode: 0, stdout: 'aarch64\n', stderr: '', durationMs: 3 };
const output = () => asResult({ ...plain }, 'board.linux.run', file);

beforeAll(() => {
  compareResultsWhole();
  syncBuiltinESMExports();
});

test('a whole result is deeply equal to an object with the same values, and to another result, wherever they lie', () => {
  for (const equal of [isDeepStrictEqual, util.isDeepStrictEqual]) {
    expect([equal(output(), plain), equal(plain, output()), equal(output(), output())]).toEqual([true, true, true]);
    expect(equal(output(), { ...plain, exitCode: 1 })).toBe(false);
    expect(equal([{ one: output() }], [{ one: plain }])).toBe(true);
    expect(equal(new Map([['a', new Set([output()])]]), new Map([['a', new Set([plain])]]))).toBe(true);
  }
  const asserting: readonly ((one: unknown, other: unknown) => void)[] = [
    assert.deepEqual,
    deepStrictEqual,
    strict.deepEqual,
    assert.strict.deepStrictEqual,
  ];
  for (const equal of asserting) {
    equal(output(), plain);
    equal({ all: [output()] }, { all: [plain] });
    expect(() => equal(output(), { ...plain, exitCode: 1 })).toThrow(/exitCode/);
  }
  expect(() => strict.notDeepEqual(output(), plain)).toThrow();
  assert.notDeepStrictEqual(output(), { ...plain, stderr: 'no' });
});

test('behind a comparison it is a result as before, also where the comparison throws', () => {
  const compared = output();
  expect(() => deepStrictEqual(compared, {})).toThrow();
  isDeepStrictEqual([compared, compared], [plain, plain]);
  expect(() => (compared as unknown as { readonly sterr?: string }).sterr).toThrow("gives no 'sterr'");
});

test('values that throw when they are looked at, turn in circles, or are large, are compared as Node does it', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const circle: { self?: unknown; of: unknown } = { of: output() };
  circle.self = circle;
  const same: { self?: unknown; of: unknown } = { of: plain };
  same.self = same;
  expect(isDeepStrictEqual(circle, same)).toBe(true);
  expect(() => isDeepStrictEqual(proxy, {})).toThrow(TypeError);
  expect(isDeepStrictEqual(Buffer.alloc(1_000_000), Buffer.alloc(1_000_000))).toBe(true);
});
