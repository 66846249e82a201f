import { expect, test } from 'vitest';
import type { ScenarioResult, Verdict } from '../../core/scenario.ts';
import { exitCodeOf, flakinessOf, nothingRan } from './exit-code.ts';

const result = (verdict: Verdict, flaky = false): ScenarioResult => ({
  id: verdict,
  verdict,
  errors: [],
  durationMs: 1,
  ...(flaky ? { flaky } : {}),
});

test('the product comes before the lab, and the lab before nobody', () => {
  expect(exitCodeOf([result('passed'), result('known'), result('skipped')], [])).toBe(0);
  expect(exitCodeOf([result('failed'), result('error')], ['x'])).toBe(1);
  expect(exitCodeOf([result('passed'), result('not-run')], [])).toBe(2);
  expect(exitCodeOf([result('passed')], ['x'])).toBe(2);
  expect(exitCodeOf([], [])).toBe(2);
});

test('flaky is as good as passed, unless the run is told otherwise', () => {
  const results = [result('passed', true), result('passed')];
  expect(exitCodeOf(results, [])).toBe(0);
  expect(exitCodeOf(results, [], { failOnFlaky: true })).toBe(1);
  expect(flakinessOf(results, { failOnFlaky: true })).toBe('1 scenario was flaky (--fail-on-flaky)');
  expect(exitCodeOf([result('passed')], [], { failOnFlaky: true })).toBe(0);
});

test('a run that skipped everything proves nothing, unless it is told that this may be', () => {
  const skipped = [{ ...result('skipped'), reason: 'this board has no ssh' }];
  expect(nothingRan(skipped, {})).toBe(
    'nothing ran: the only scenario was skipped (this board has no ssh); --pass-with-no-scenarios says that this may be',
  );
  expect(nothingRan([...skipped, result('skipped')], {})).toMatch(/^nothing ran: all 2 scenarios were skipped/);
  expect(nothingRan(skipped, { passWithNoScenarios: true })).toBeUndefined();
  expect(nothingRan([...skipped, result('passed')], {})).toBeUndefined();
  expect(nothingRan([result('not-run')], {})).toBeUndefined();
});
