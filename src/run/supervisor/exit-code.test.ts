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

test("an incident that ends scenarios and belongs to none is the product's, whatever else passed", () => {
  expect(exitCodeOf([result('passed')], [], { unowned: 1 })).toBe(1);
  expect(exitCodeOf([result('passed'), result('error')], ['x'], { unowned: 1 })).toBe(1);
  expect(exitCodeOf([result('passed')], [], { unowned: 0 })).toBe(0);
});

test('several flaky scenarios are counted', () => {
  expect(flakinessOf([result('passed', true), result('known', true)], { failOnFlaky: true })).toBe(
    '2 scenarios were flaky (--fail-on-flaky)',
  );
});

test('of the reasons why nothing ran three are told, each once', () => {
  const because = (...reasons: string[]) =>
    nothingRan(
      reasons.map((reason) => ({ ...result('skipped'), reason })),
      {},
    );
  expect(because('a', 'b', 'a', 'c')).toContain('(a; b; c)');
  expect(because('a', 'b', 'c', 'd')).toContain('(a; b; c; …)');
  expect(nothingRan([], {})).toBeUndefined();
});
