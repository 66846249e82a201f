import { describe, expect, test } from 'vitest';
import { HilError, KernelIncidentError, OutcomeError, PortError, toErrorReport } from '../../core/errors.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import { judge, type VerdictInputs } from './judge.ts';
import { inputs } from './testing/verdict-inputs.ts';

const known = { link: 'https://example.org/1' };

const observed = (outcome: Outcome): M7Observation => ({
  outcome,
  startedBy: 'remoteproc',
  kernelLines: ['bad phdr da 0x7e0000'],
  evidence: ['m7: hello'],
});

test('without an expectation a body that passes is enough', () => {
  expect(judge(inputs({}))).toEqual({ verdict: 'passed', errors: [] });
});

test('another outcome than the expected one is the product’s fault, and its evidence is kept', () => {
  const { verdict, errors } = judge(inputs({ expects: { outcome: 'alive' }, observed: observed('mute') }));
  expect(verdict).toBe('failed');
  expect(errors[0]).toMatchObject({
    fault: 'dut',
    message: "expected the M7 to be 'alive', and it is 'mute'",
    evidence: ['m7: hello', 'kernel: bad phdr da 0x7e0000'],
  });
});

test('an outcome that the lab could not see says nothing about the product', () => {
  expect(judge(inputs({ expects: { outcome: 'alive' }, observed: observed('unknown') }))).toMatchObject({
    verdict: 'error',
    errors: [{ fault: 'lab' }],
  });
});

test('an expected outcome that nobody looked for is the suite’s mistake', () => {
  expect(judge(inputs({ expects: { outcome: 'alive' } }))).toMatchObject({ verdict: 'error', errors: [{ fault: 'suite' }] });
});

test('every expected incident must come', () => {
  const expects = { incidents: ['rcu-stall', 'unexpected-reset'] } as const;
  expect(judge(inputs({ expects, missing: [] })).verdict).toBe('passed');
  expect(judge(inputs({ expects, missing: ['unexpected-reset'] }))).toMatchObject({
    verdict: 'failed',
    errors: [{ message: 'expected incidents that did not come: unexpected-reset' }],
  });
});

test('what was thrown counts before what was observed', () => {
  const thrown = toErrorReport(new PortError('the port vanished'));
  expect(judge(inputs({ expects: { outcome: 'alive' }, observed: observed('mute'), thrown: [thrown] }))).toMatchObject({
    verdict: 'error',
    errors: [thrown],
  });
});

describe('behind an outcome that is not the expected one', () => {
  const verdictOf = (thrown: Error, outcome: Outcome = 'mute'): readonly unknown[] => {
    const { verdict, errors } = judge(
      inputs({ expects: { outcome: 'alive' }, observed: observed(outcome), thrown: [toErrorReport(thrown, 'suite')] }),
    );
    return [verdict, errors.length];
  };

  test('a suite that stumbles over it takes no blame from the product', () => {
    for (const outcome of ['mute', 'stale', 'refused'] as const) {
      expect(verdictOf(new TypeError("Cannot read properties of undefined (reading 'toFixed')"), outcome)).toEqual(['failed', 2]);
      expect(verdictOf(new HilError('suite', "measure('start', undefined, 'ms')"), outcome)).toEqual(['failed', 2]);
    }
  });

  test('what is wrong with a suite on every board stays its own', () => {
    expect(verdictOf(new ReferenceError('strat is not defined'))).toEqual(['error', 1]);
    expect(verdictOf(Object.assign(new HilError('suite', 'nobody awaits it'), { name: 'NotAwaitedError' }))).toEqual(['error', 1]);
    expect(verdictOf(new TypeError('x is not a function'), 'alive')).toEqual(['error', 1]);
    expect(verdictOf(new TypeError('x is not a function'), 'unknown')).toEqual(['error', 1]);
  });
});

describe('a known failure', () => {
  const expects = { outcome: 'mute', known } as const;

  test('that happens as described is known', () => {
    expect(judge(inputs({ expects, observed: observed('mute') })).verdict).toBe('known');
  });

  test('that is healthy now fails as fixed', () => {
    expect(judge(inputs({ expects, observed: observed('alive') }))).toMatchObject({ verdict: 'failed', fixed: true });
  });

  test('whose body finds a healthy M7 fails as fixed', () => {
    const thrown = toErrorReport(new OutcomeError('expected to be mute'));
    expect(judge(inputs({ expects, thrown: [thrown], observed: observed('alive') }))).toMatchObject({ verdict: 'failed', fixed: true });
  });

  test('that became another failure is not fixed', () => {
    const crashed = judge(inputs({ expects, observed: observed('crashed') }));
    expect(crashed).toMatchObject({ verdict: 'failed' });
    expect(crashed.fixed).toBeUndefined();
  });

  test('that ended in a panic nobody expected is not fixed', () => {
    const thrown = toErrorReport(new KernelIncidentError('panic', 'panic'));
    const panicked = judge(inputs({ expects, thrown: [thrown], observed: observed('alive'), cutShort: true }));
    expect(panicked).toMatchObject({ verdict: 'failed' });
    expect(panicked.fixed).toBeUndefined();
  });

  test('is never hidden by a lab error, nor a lab error by it', () => {
    const thrown = toErrorReport(new PortError('the port vanished'));
    expect(judge(inputs({ expects, thrown: [thrown] })).verdict).toBe('error');
  });
});

test('what was announced and did not come is a failure beside a known one, too', () => {
  const failure = toErrorReport(new OutcomeError('the temperature is too high'));
  const expects = { known: { ...known, message: { source: 'temperature', flags: '' } } };
  expect(judge(inputs({ expects, thrown: [failure] }))).toMatchObject({ verdict: 'known' });
  const missing = ['a reset of the board (board.expectReset)'];
  const said = { message: 'expected incidents that did not come: a reset of the board (board.expectReset)', fault: 'dut' };
  expect(judge(inputs({ expects, thrown: [failure], missing }))).toMatchObject({ verdict: 'failed', errors: [said, failure] });
  expect(judge(inputs({ expects, missing }))).toMatchObject({ verdict: 'failed', errors: [said] });
});

test('what came beside a known incident is a failure of its own', () => {
  const oops = { kind: 'oops', title: 'oops in a_b' } as VerdictInputs['fatal'];
  const thrown = [toErrorReport(new KernelIncidentError('oops in a_b at kernel', 'oops'))];
  const expects = { known: { ...known, incident: { kind: 'oops' } } } as const;
  const panic = toErrorReport(new KernelIncidentError('panic, beside the oops that is known', 'panic'));
  const parts = { expects, thrown, fatal: oops, cutShort: true };

  expect(judge(inputs(parts))).toMatchObject({ verdict: 'known', errors: [] });
  expect(judge(inputs({ ...parts, beside: [panic] }))).toMatchObject({ verdict: 'failed', errors: [panic, ...thrown] });
});

test.each([
  ['mute', 'failed'],
  ['refused', 'failed'],
  ['alive', 'known'],
  ['crashed', 'known'],
  ['frozen', 'known'],
  ['unknown', 'known'],
] as const)('a start that came out %s before a known incident: %s', (outcome, verdict) => {
  const fatal = { kind: 'oops', title: 'oops in a_b' } as VerdictInputs['fatal'];
  const thrown = [toErrorReport(new KernelIncidentError('oops in a_b at kernel', 'oops'))];
  const expects = { outcome: 'alive', known: { ...known, incident: { kind: 'oops' } } } as const;

  expect(judge(inputs({ expects, thrown, fatal, observed: observed(outcome), cutShort: true })).verdict).toBe(verdict);
});
