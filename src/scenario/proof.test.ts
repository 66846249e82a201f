import { expect, test } from 'vitest';
import type { M7Observation, Outcome } from '../core/outcome.ts';
import { AssertionRecord } from './assertion-record.ts';
import { type Claims, Proof } from './proof.ts';

const proofOf = (claims: Partial<Claims> = {}): Proof =>
  new Proof({ isDeclared: false, place: 'suites/boot.ts:3:1', text: '', ...claims }, new AssertionRecord({ root: '/lab' }));

const observed = (outcome: Outcome = 'alive'): M7Observation => ({ outcome, startedBy: 'remoteproc', kernelLines: [], evidence: [] });

const lackAfter = (proof: Proof, ...calls: readonly (readonly [path: string, ...args: unknown[]])[]): string | undefined => {
  for (const [path, ...args] of calls) proof.take({ path: path.split('.'), args, answer: observed(), place: 'suites/boot.ts:4:1' });
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

const afterStarts = (claims: Partial<Claims>, outcomes: readonly Outcome[], look: (start: M7Observation) => unknown = () => {}) => {
  const proof = proofOf(claims);
  const starts = outcomes.map(observed);
  for (const answer of starts) proof.take({ path: ['m7', 'start'], args: ['mine'], answer, place: 'suites/boot.ts:4:1' });
  proof.take({ path: ['linux', 'run'], args: ['true'], answer: {}, place: undefined });
  look(starts[0]!);
  return proof;
};

test.for<Outcome>(['mute', 'stale', 'refused'])('a start that came out %s proves nothing where nobody looks', (outcome) => {
  const { lack } = afterStarts({}, [outcome]);
  expect(lack?.message).toBe(`board.m7.start() came out as '${outcome}', and the scenario looks at no outcome of it`);
  expect(lack).toMatchObject({ fault: 'suite', own: { place: 'suites/boot.ts:4:1' } });
  for (const look of [({ outcome: of }: M7Observation) => of, ({ evidence }: M7Observation) => evidence, structuredClone<M7Observation>])
    expect(afterStarts({}, [outcome], look).lack).toBeUndefined();
});

test('the last start is compared where it is declared, and none before it', () => {
  expect(afterStarts({ isDeclared: true }, ['mute']).lack).toBeUndefined();
  expect(afterStarts({ isDeclared: true }, ['mute', 'alive']).lack?.message).toContain("'mute'");
  expect(afterStarts({}, ['alive', 'unknown', 'frozen', 'crashed']).lack).toBeUndefined();
});

test('what the M7 said afterwards tells more than its outcome', () => {
  const proof = afterStarts({}, ['mute']);
  proof.take({ path: ['m7', 'console', 'expect'], args: ['ready', { within: '5s' }], answer: {}, place: undefined });
  expect(proof.lack).toBeUndefined();
});
