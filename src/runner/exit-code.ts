import type { ScenarioResult } from '../core/scenario.ts';

/** Whom to wake: 0 nobody, 1 the product's owner, 2 the lab's or the runner's. A product failure is never hidden behind a lab error. */
export const exitCodeOf = (results: Iterable<ScenarioResult>, problems: readonly string[]): 0 | 1 | 2 => {
  const verdicts = new Set([...results].map(({ verdict }) => verdict));
  if (verdicts.has('failed')) return 1;
  return verdicts.has('error') || verdicts.has('not-run') || verdicts.size === 0 || problems.length > 0 ? 2 : 0;
};
