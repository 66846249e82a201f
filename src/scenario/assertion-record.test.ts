import { expect, test } from 'vitest';
import { AssertionRecord } from './assertion-record.ts';
import type { Asking } from './tries.ts';

const root = '/lab';
const stack = (...places: string[]): Error =>
  Object.assign(new Error('at'), { stack: ['Error: at', ...places.map((place) => `    at f (${place})`)].join('\n') });
const inCheck = '/lab/suites/boot.ts:10:5';
const bodyAt = (line: number): string => `/lab/suites/boot.ts:${line}:3`;

const by = (at: Error, ...args: unknown[]): Asking => ({ at, args });
const aWhile = (): Promise<void> => Promise.resolve();

const recordOf = (): AssertionRecord => new AssertionRecord({ root, file: '/lab/suites/boot.ts' });

test('a later try at the same place takes a failure back, wherever its loop turned', async () => {
  for (const later of [stack(inCheck, bodyAt(20)), stack(inCheck), stack(inCheck, '/lab/helpers.ts:4:1', bodyAt(20))]) {
    const record = recordOf();
    record.failedWith(new Error('no'), by(stack(inCheck, '/lab/helpers.ts:3:9', bodyAt(20))));
    await aWhile();
    record.held(by(later), undefined);
    expect(record.takeFailed()).toEqual([]);
  }
});

test('another place, and another call of one helper, take nothing back', () => {
  for (const other of [stack('/lab/suites/boot.ts:11:5', bodyAt(20)), stack(inCheck, bodyAt(21))]) {
    const record = recordOf();
    const error = new Error('no');
    record.failedWith(error, by(stack(inCheck, bodyAt(20))));
    record.held(by(other), undefined);
    expect(record.takeFailed()).toEqual([{ error, place: 'suites/boot.ts:10:5' }]);
    expect(record.takeFailed()).toEqual([]);
  }
});

test('of several promises that are waited for together each asserts for itself, and may try again', async () => {
  const byPromise = (index: number): Error => {
    const at = stack(inCheck, bodyAt(20));
    return Object.assign(at, { stack: at.stack!.replace(/(?=\n[^\n]*$)/, `\n    at async Promise.any (index ${index})`) });
  };
  const record = recordOf();
  const error = new Error('no');
  record.failedWith(error, by(byPromise(0)));
  record.held(by(byPromise(1)), undefined);
  expect(record.takeFailed()).toEqual([{ error, place: 'suites/boot.ts:10:5' }]);
  record.failedWith(error, by(byPromise(0)));
  await aWhile();
  record.held(by(byPromise(0)), undefined);
  expect(record.takeFailed()).toEqual([]);
});

test('an error that another assertion is about, or that somebody told, is no failure', () => {
  const record = recordOf();
  const [seen, told] = [new Error('seen'), new Error('told')];
  record.failedWith(seen, by(stack(inCheck)));
  record.failedWith(told, by(stack(bodyAt(20))));
  record.held(by(stack(bodyAt(21))), seen);
  record.leave(told);
  expect(record.takeFailed()).toEqual([]);
});

test('what a library asserts for itself is nobody else’s failure', () => {
  const record = recordOf();
  record.failedWith(new Error('no'), by(stack('/lab/node_modules/undici/index.js:1:1')));
  expect({ failed: record.takeFailed(), count: record.count }).toEqual({ failed: [], count: 0 });
});

test('an expect() is unasked until a matcher asks', () => {
  const record = recordOf();
  const made = record.make();
  expect(record.unasked).toHaveLength(1);
  record.ask(made);
  expect(record.unasked).toEqual([]);
});

/** A loop around one assertion: what the board is asked before it, what it is compared with, and whether it holds. */
type Round = readonly [command: string | undefined, wanted: unknown, holds: boolean];

const failedRounds = async (rounds: readonly Round[], hasPauses = true): Promise<readonly unknown[]> => {
  const record = recordOf();
  for (const [index, [command, wanted, holds]] of rounds.entries()) {
    if (command !== undefined) record.called('board.linux.run', [command]);
    if (holds) record.held(by(stack(inCheck), wanted), undefined);
    else record.failedWith(index, by(stack(inCheck), wanted));
    if (hasPauses) await aWhile();
  }
  return record.takeFailed().map(({ error }) => error);
};

test.each<[string, readonly Round[]]>([
  [
    'the same question',
    [
      ['uname', 'a', false],
      ['uname', 'a', false],
      ['uname', 'a', true],
    ],
  ],
  [
    'what is wanted read anew as well',
    [
      ['cat /n', 1, false],
      ['cat /n', 2, false],
      ['cat /n', 3, true],
    ],
  ],
  [
    'no question, and time passes',
    [
      [undefined, 4, false],
      [undefined, 4, true],
    ],
  ],
  [
    'a number of the try in it',
    [
      ['echo 0', '2', false],
      ['echo 1', '2', false],
      ['echo 2', '2', true],
    ],
  ],
  [
    'a question for each row, each tried again',
    [
      ['a', 1, false],
      ['a', 1, true],
      ['b', 1, false],
      ['b', 1, true],
      ['c', 1, true],
    ],
  ],
  [
    'a longer pause each time',
    [
      ['uname', 1, false],
      ['sleep 1', 1, false],
      ['sleep 2', 1, true],
    ],
  ],
])('a loop that tries until it holds has failed nowhere: %s', async (_, rounds) => {
  expect(await failedRounds(rounds)).toEqual([]);
});

test.each<[string, readonly Round[], readonly number[]]>([
  [
    'by other questions that hold',
    [
      ['a', 0, false],
      ['b', 0, true],
      ['c', 0, true],
    ],
    [0],
  ],
  [
    'by another question that wants something else',
    [
      ['a', 'x', false],
      ['b', 'y', true],
    ],
    [0],
  ],
  [
    'by another row of what is there already',
    [
      [undefined, 'x', false],
      [undefined, 'y', true],
    ],
    [0],
  ],
  [
    'in the middle',
    [
      ['a', 0, true],
      ['b', 0, false],
      ['c', 0, true],
      ['d', 0, true],
    ],
    [1],
  ],
  [
    'twice',
    [
      ['a', 1, false],
      ['b', 2, false],
      ['c', 3, true],
    ],
    [0, 1],
  ],
])('a row of a table is not taken back %s', async (_, rounds, failed) => {
  expect(await failedRounds(rounds)).toEqual(failed);
});

test('where nothing can have changed nothing is tried again', async () => {
  const line: Round = [undefined, 'ok', false];
  expect(await failedRounds([line, [undefined, 'ok', true]], false)).toEqual([0]);
});

test('whatever is compared, and however large or odd, rounds end', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const wanted of [proxy, 'x'.repeat(1_000_000), Array.from({ length: 100_000 }, (_, index) => index)])
    expect(
      await failedRounds([
        ['a', wanted, false],
        ['a', wanted, true],
      ]),
    ).toEqual([]);
});
