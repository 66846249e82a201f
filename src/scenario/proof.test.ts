import { expect, test } from 'vitest';
import { AssertionRecord } from './assertion-record.ts';
import { type Claims, Proof } from './proof.ts';

const proofOf = (claims: Partial<Claims> = {}): Proof =>
  new Proof({ isDeclared: false, place: 'suites/boot.ts:3:1', text: '', ...claims }, new AssertionRecord({ root: '/lab' }));

const lackAfter = (proof: Proof, ...calls: readonly (readonly [path: string, ...args: unknown[]])[]): string | undefined => {
  for (const [path, ...args] of calls) proof.take(path.split('.'), args);
  return proof.lack?.message;
};

test('calls that throw where nothing comes prove something; those that only look prove nothing', () => {
  for (const path of ['console.expect', 'm7.console.expect', 'coldBoot', 'waitForReset', 'm7.stop', 'linux.run', 'uboot.run', 'provision'])
    expect(lackAfter(proofOf(), [path, 'x'])).toBeUndefined();
  for (const path of ['m7.start', 'm7.observe', 'm7.state', 'm7.echo', 'console.send', 'console.tail', 'stage', 'power.state'])
    expect(lackAfter(proofOf(), [path, 'x'])).toMatch(/nothing was asserted/);
  expect(lackAfter(proofOf(), ['linux.run', 'false', { reject: false }])).toMatch(/nothing was asserted/);
  expect(lackAfter(proofOf({ isDeclared: true }))).toBeUndefined();
});

test.each([
  'for (const value of values) expect(value).toBe(1);',
  'for (const value of values) (0, __vi_import_0__.expect)(value).toBe(1);',
  'if (late) expect.soft(value).toBe(1)',
  'if (late) await __vi_import_2__.expect.poll(() => 1).toBe(1)',
])('a command that works is not enough where no assertion was reached: %s', (text) => {
  expect(lackAfter(proofOf({ text }), ['linux.run', 'true'])).toMatch(/no call of it was reached/);
  expect(lackAfter(proofOf({ text }), ['console.expect', 'x'])).toBeUndefined();
});

test('neither what a command says of expect() nor a wait on a console is an assertion that was left out', () => {
  for (const text of [`await board.linux.run("grep 'expect(1)' log")`, "await board.linux.run('echo it\\'s; expect(1)')"])
    expect(lackAfter(proofOf({ text }), ['linux.run', 'true'])).toBeUndefined();
  expect(lackAfter(proofOf({ text: `if (a === 'b') expect("it's").toBe('c')` }), ['linux.run', 'true'])).toMatch(/was reached/);
  expect(lackAfter(proofOf({ text: "if (0) await board.console.expect('x')" }), ['linux.run', 'true'])).toBeUndefined();
});
