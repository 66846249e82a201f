import { describe, expect, test } from 'vitest';
import { type ErrorReport, KernelIncidentError, OutcomeError, PortError, toErrorReport } from '../../core/errors.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import type { KnownFailure } from '../../core/scenario.ts';
import { judge, type VerdictInputs } from './judge.ts';
import { inputs } from './testing/verdict-inputs.ts';

const link = 'https://example.org/1';
const observed = (outcome: Outcome, more: Partial<M7Observation> = {}): M7Observation => ({
  outcome,
  startedBy: 'remoteproc',
  kernelLines: [],
  evidence: [],
  ...more,
});
const saying = (message: string): ErrorReport => toErrorReport(new OutcomeError(message));
const port = toErrorReport(new PortError('the port vanished'));
const oops = { kind: 'oops', title: 'oops in a_b' } as VerdictInputs['fatal'];
const byOops = toErrorReport(new KernelIncidentError('oops in a_b at kernel', 'oops'));
const verdictOf = (names: Partial<KnownFailure>, parts: Partial<VerdictInputs>): string =>
  judge(inputs({ ...parts, expects: { known: { link, ...names } } })).verdict;

describe('a known outcome', () => {
  test.each([
    ['mute', 'known'],
    ['crashed', 'failed'],
    ['alive', 'failed'],
    ['unknown', 'error'],
  ] as const)('mute stands for no other: %s', (outcome, verdict) => {
    expect(verdictOf({ outcome: 'mute' }, { observed: observed(outcome) })).toBe(verdict);
  });

  test('is what is, and what should be is alive, also where the scenario says both', () => {
    const expects = { outcome: 'mute', known: { link, outcome: 'mute' } } as const;
    expect(judge(inputs({ expects, observed: observed('mute') })).verdict).toBe('known');
    expect(judge(inputs({ expects, observed: observed('alive') }))).toMatchObject({ verdict: 'failed', fixed: true });
    const refused = { outcome: 'refused', known: { link, outcome: 'mute' } } as const;
    expect(judge(inputs({ expects: refused, observed: observed('refused') }))).toMatchObject({ verdict: 'failed', fixed: true });
  });

  test('hides no message that tells of something else', () => {
    expect(verdictOf({ outcome: 'mute' }, { thrown: [saying('expected 1 to be 2')] })).toBe('failed');
  });
});

describe('a known message', () => {
  const message = { source: 'count is \\d+', flags: 'i' };

  test.each([
    ['Count is 7', 'known'],
    ['the count is odd', 'failed'],
  ])('stands for what it fits: %s', (said, verdict) => {
    expect(verdictOf({ message }, { thrown: [saying(said)] })).toBe(verdict);
  });

  test('hides no second failure, which counts first', () => {
    const [fitting, other] = [saying('count is 7'), saying('expected 1 to be 2')];
    const judged = judge(inputs({ expects: { known: { link, message } }, thrown: [fitting, other] }));
    expect(judged).toEqual({ verdict: 'failed', errors: [other, fitting] });
  });

  test("is never the lab's, whatever that says", () => {
    expect(verdictOf({ message: { source: 'vanished', flags: '' } }, { thrown: [port] })).toBe('error');
  });

  test('of an incident is none', () => {
    expect(verdictOf({ message: { source: 'oops', flags: '' } }, { thrown: [byOops], fatal: oops, cutShort: true })).toBe('failed');
  });
});

describe('a known incident', () => {
  test.each([
    ['of its kind', { kind: 'oops' }, 'known'],
    ['of another kind', { kind: 'panic' }, 'failed'],
    ['with its title', { kind: 'oops', title: { source: 'a_b$', flags: '' } }, 'known'],
    ['with another title', { kind: 'oops', title: { source: 'c_d$', flags: '' } }, 'failed'],
  ] as const)('%s', (_, incident, verdict) => {
    expect(verdictOf({ incident }, { thrown: [byOops], fatal: oops, cutShort: true })).toBe(verdict);
  });

  test('stands for no assertion behind it', () => {
    const thrown = [byOops, saying('expected 1 to be 2')];
    expect(verdictOf({ incident: { kind: 'oops' } }, { thrown, fatal: oops, cutShort: true })).toBe('failed');
  });
});

test('what does not happen any more is told with all its names, and with what is noted of it', () => {
  const expects = {
    known: {
      link,
      note: 'errata',
      outcome: 'mute',
      incident: { kind: 'oops', title: { source: 'a_b', flags: '' } },
      message: { source: 'count', flags: 'i' },
    },
  } as const;
  const { reason, errors } = judge(inputs({ expects, observed: observed('alive') }));
  expect(reason).toBe(`does not happen any more: errata, ${link}`);
  expect(errors.map(({ message }) => message)).toEqual([
    "what is known did not happen any more: the outcome 'mute' or oops /a_b/ or a failure that says /count/i",
  ]);
  const mute = judge(inputs({ expects: { known: { link, outcome: 'mute' } }, observed: observed('alive') }));
  expect(mute.errors[0]!.message).toBe("what is known did not happen any more: the outcome 'mute'");
  const one = judge(inputs({ expects: { known: { link, incident: { kind: 'oops' } } } }));
  expect(one.errors.map(({ message }) => message)).toEqual(['what is known did not happen any more: oops']);
});

test('a known failure that names nothing, of a scenario that failed by anything but its expectation, is not called fixed', () => {
  const expects = { outcome: 'mute', known: { link } } as const;
  const byKernel = judge(inputs({ expects, thrown: [byOops], observed: observed('alive') }));
  expect(byKernel).toEqual({ verdict: 'failed', errors: [byOops] });
  const cutShort = judge(inputs({ expects, thrown: [saying('no time left')], observed: observed('alive'), cutShort: true }));
  expect(cutShort).not.toHaveProperty('fixed');
  const byLab = judge(inputs({ expects, thrown: [{ ...port, outcome: 'unknown' }], observed: observed('alive') }));
  expect(byLab).not.toHaveProperty('fixed');
  const unseen = judge(inputs({ expects, thrown: [saying('expected to be mute')] }));
  expect(unseen).not.toHaveProperty('fixed');
  const mute = saying('expected to be mute');
  expect(judge(inputs({ thrown: [mute], observed: observed('alive') }))).toEqual({ verdict: 'failed', errors: [mute] });
});

test('a known failure that names nothing is fixed where an assertion about the M7 finds it alive, or an expected incident does not come', () => {
  const asserted: ErrorReport = { ...saying('expected it to be mute'), name: 'AssertionError', outcome: 'alive' };
  const expects = { outcome: 'mute', known: { link } } as const;
  expect(judge(inputs({ expects, thrown: [asserted], observed: observed('alive') }))).toMatchObject({ verdict: 'failed', fixed: true });
  const oopses = { incidents: ['oops'], known: { link } } as const;
  expect(judge(inputs({ expects: oopses, missing: ['oops'] }))).toMatchObject({ verdict: 'failed', fixed: true });
});

test('a failure that names nothing and did not come is known', () => {
  expect(judge(inputs({ expects: { known: { link, note: 'errata' } } }))).toEqual({
    verdict: 'known',
    reason: `errata, ${link}`,
    errors: [],
  });
});

test('an outcome that nobody could see says why, and what to do', () => {
  const unseen = observed('unknown', { evidence: ['no line came'], remedy: "say proof: { prints: '…' }", unknownFor: 'wires' as never });
  const [error] = judge(inputs({ expects: { outcome: 'alive' }, observed: unseen })).errors;
  expect(error).toMatchObject({
    fault: 'lab',
    message: "expected the M7 to be 'alive', and it is 'unknown': no line came",
    remedy: "say proof: { prints: '…' }",
    evidence: ['no line came'],
    outcome: 'unknown',
    sparesWires: true,
  });
  const [bare] = judge(inputs({ expects: { outcome: 'alive' }, observed: observed('unknown') })).errors;
  expect(bare!.message).toBe("expected the M7 to be 'alive', and it is 'unknown'");
  const [nobody] = judge(inputs({ expects: { outcome: 'alive' } })).errors;
  expect(nobody!.remedy).toContain('m7.start()');
});
