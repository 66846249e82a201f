import { expect, test } from 'vitest';
import { AssertionRecord } from './assertion-record.ts';

const root = '/lab';
const stack = (...places: string[]): Error =>
  Object.assign(new Error('at'), { stack: ['Error: at', ...places.map((place) => `    at f (${place})`)].join('\n') });
const inCheck = '/lab/suites/boot.ts:10:5';
const bodyAt = (line: number): string => `/lab/suites/boot.ts:${line}:3`;

const recordOf = (): AssertionRecord => new AssertionRecord({ root, file: '/lab/suites/boot.ts' });

test('a later try at the same place takes a failure back, wherever its loop turned', () => {
  for (const later of [stack(inCheck, bodyAt(20)), stack(inCheck), stack(inCheck, '/lab/helpers.ts:4:1', bodyAt(20))]) {
    const record = recordOf();
    record.failedWith(new Error('no'), stack(inCheck, '/lab/helpers.ts:3:9', bodyAt(20)));
    record.held(later, undefined);
    expect(record.takeFailed()).toEqual([]);
  }
});

test('another place, and another call of one helper, take nothing back', () => {
  for (const other of [stack('/lab/suites/boot.ts:11:5', bodyAt(20)), stack(inCheck, bodyAt(21))]) {
    const record = recordOf();
    const error = new Error('no');
    record.failedWith(error, stack(inCheck, bodyAt(20)));
    record.held(other, undefined);
    expect(record.takeFailed()).toEqual([{ error, place: 'suites/boot.ts:10:5' }]);
    expect(record.takeFailed()).toEqual([]);
  }
});

test('of several promises that are waited for together each asserts for itself, and may try again', () => {
  const byPromise = (index: number): Error => {
    const at = stack(inCheck, bodyAt(20));
    return Object.assign(at, { stack: at.stack!.replace(/(?=\n[^\n]*$)/, `\n    at async Promise.any (index ${index})`) });
  };
  const record = recordOf();
  const error = new Error('no');
  record.failedWith(error, byPromise(0));
  record.held(byPromise(1), undefined);
  expect(record.takeFailed()).toEqual([{ error, place: 'suites/boot.ts:10:5' }]);
  record.failedWith(error, byPromise(0));
  record.held(byPromise(0), undefined);
  expect(record.takeFailed()).toEqual([]);
});

test('an error that another assertion is about, or that somebody told, is no failure', () => {
  const record = recordOf();
  const [seen, told] = [new Error('seen'), new Error('told')];
  record.failedWith(seen, stack(inCheck));
  record.failedWith(told, stack(bodyAt(20)));
  record.held(stack(bodyAt(21)), seen);
  record.leave(told);
  expect(record.takeFailed()).toEqual([]);
});

test('what a library asserts for itself is nobody else’s failure', () => {
  const record = recordOf();
  record.failedWith(new Error('no'), stack('/lab/node_modules/undici/index.js:1:1'));
  expect({ failed: record.takeFailed(), count: record.count }).toEqual({ failed: [], count: 0 });
});

test('an expect() is unasked until a matcher asks', () => {
  const record = recordOf();
  const made = record.make();
  expect(record.unasked).toHaveLength(1);
  record.ask(made);
  expect(record.unasked).toEqual([]);
});
