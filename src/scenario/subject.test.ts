import { describe, expect, test } from 'vitest';
import { remoteBoard } from './remote-board.ts';
import { askedAtOnce, calledAtOnce, requireSubject, saysWhether } from './subject.ts';

const suiteError = (says: RegExp): object => expect.objectContaining({ fault: 'suite', message: expect.stringMatching(says) });
const board = remoteBoard(async () => {});
describe('no matcher of the library is asked about', () => {
  test.for<[string, unknown, readonly unknown[], RegExp]>([
    ['toBe', Promise.resolve(1), [1], /toBe\(\) looks at a promise/],
    ['toBeTruthy', Promise.resolve(1), [], /looks at a promise/],
    ['assert', Promise.resolve(1), [Promise.resolve(1), 'expected #{this} to be truthy'], /an assertion looks at a promise/],
    ['toEqual', { state: Promise.resolve(1) }, [{ state: 1 }], /looks at promises/],
    ['toBeDefined', board.m7.state, [], /looks at board\.m7\.state, which is a call/],
    ['toBeInstanceOf', board.power, [Function], /board\.power/],
  ])('%s: %j', ([matcher, subject, args, says]) => {
    expect(() => requireSubject(matcher, subject, args)).toThrow(suiteError(says));
  });
});

const same = Promise.resolve(1);
test.for<[string, unknown, readonly unknown[]]>([
  ['toBe', 1, [1]],
  ['toBe', same, [same]],
  ['toBeInstanceOf', same, [Promise]],
  ['assert', same, [true, 'expected #{this} to be a promise']],
  ['toHaveLength', [same, same], [2]],
  ['toBe', () => same, [1]],
])('%s may be asked about %j', ([matcher, subject, args]) => {
  expect(() => requireSubject(matcher, subject, args)).not.toThrow();
});

test('a proxy that was revoked is no promise', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => requireSubject('toEqual', proxy, [1])).not.toThrow();
});

test('what is called at once must not answer later, whatever the matcher makes of it', () => {
  const call = (subject: unknown): unknown => (subject as () => unknown)();
  const fails = (subject: unknown): never => {
    call(subject);
    throw new Error('expected it to throw');
  };
  for (const matches of [call, fails])
    expect(() => calledAtOnce('toThrow', async () => {}, matches)).toThrow(suiteError(/was given an async function/));
  expect(() => calledAtOnce('toThrow', () => 1, fails)).toThrow('expected it to throw');
  expect(calledAtOnce('toThrow', () => 1, call)).toBe(1);
});

test('a matcher of the lab must say whether it holds', async () => {
  const matcher = (answer: unknown) => saysWhether('toBeFine', () => answer) as () => unknown;
  for (const answer of [undefined, 'yes', null, { message: () => '' }])
    expect(matcher(answer)).toThrow(suiteError(/toBeFine\(\) of the lab does not say/));
  await expect(matcher(Promise.resolve({}))).rejects.toThrow(/does not say/);
  expect(matcher({ pass: undefined })()).toEqual({ pass: undefined });
});

test.for<[string, unknown, unknown]>([
  ['toContain', 'aarch64', ''],
  ['toMatch', 'aarch64', ''],
  ['toMatch', 'aarch64', /sparc|/],
  ['match', 'aarch64', /x*/g],
  ['include', 'aarch64', ''],
])('%s(%j, %j) is met by every text', ([matcher, subject, wanted]) => {
  expect(() => askedAtOnce(matcher, { subject, isNegated: false }, [wanted])).toThrow(suiteError(/is met by every text/));
});

test.for<[string, unknown, unknown]>([
  ['toContain', ['', 'a'], ''],
  ['toBe', '', ''],
  ['toMatch', '', /^\s*$/],
  ['toMatch', 'aarch64', /^aarch64$/m],
  ['toContain', 'aarch64', 'a'],
  ['toHaveLength', '', ''],
])('%s(%j, %j) says something', ([matcher, subject, wanted]) => {
  expect(askedAtOnce(matcher, { subject, isNegated: false }, [wanted])).toEqual([wanted]);
});

const three = { subject: 3, isNegated: false };

test('what toSatisfy() asks answers at once', () => {
  const [asked] = askedAtOnce('toSatisfy', three, [(value: number) => value > 2]);
  expect((asked as (value: number) => boolean)(3)).toBe(true);
  const [later] = askedAtOnce('satisfies', three, [async () => false]);
  expect(later).toThrow(suiteError(/satisfies\(\) was given an async function/));
  expect(askedAtOnce('toBe', three, [later])).toEqual([later]);
});

test.for<[isNegated: boolean, string, unknown, unknown, boolean]>([
  [false, 'toBeDefined', null, undefined, true],
  [false, 'toBeDefined', Number.NaN, undefined, true],
  [true, 'toBeNull', undefined, undefined, true],
  [true, 'toBe', undefined, null, true],
  [true, 'toBeUndefined', null, undefined, true],
  [false, 'toBeTruthy', -1, undefined, true],
  [true, 'toBe', Number.NaN, 0, true],
  [true, 'toBeGreaterThan', Number.NaN, 5, true],
  [false, 'toBeDefined', 0, undefined, false],
  [false, 'toBeNull', undefined, undefined, false],
  [false, 'toBeUndefined', null, undefined, false],
  [true, 'toBe', undefined, undefined, false],
  [true, 'toBeDefined', null, undefined, false],
  [false, 'toBe', -1, -1, false],
  [true, 'toBeTruthy', -1, undefined, false],
  [true, 'toBeNaN', Number.NaN, undefined, false],
  [false, 'toBe', Number.NaN, 0, false],
])('met in vain (not: %s) %s(), of %s and %s: %s', ([isNegated, matcher, subject, wanted, isInVain]) => {
  const ask = (): unknown => askedAtOnce(matcher, { subject, isNegated }, [wanted]);
  if (isInVain) expect(ask).toThrow(suiteError(/comes of a search in vain/));
  else expect(ask).not.toThrow();
});
