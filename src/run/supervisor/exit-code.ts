import type { ScenarioResult } from '../../core/scenario.ts';

export interface ExitRules {
  /** What passed only at a later attempt is not good enough. */
  readonly failOnFlaky?: boolean;
  /** Incidents bad enough to end a scenario that no scenario owns, such as a panic in the health check's boot. */
  readonly unowned?: number;
  /** A run in which every scenario was skipped is good enough. */
  readonly passWithNoScenarios?: boolean;
}

/** Whom to wake: 0 nobody, 1 the product's owner, 2 the lab's or the runner's. A product failure is never hidden behind a lab error. */
export const exitCodeOf = (results: Iterable<ScenarioResult>, problems: readonly string[], rules: ExitRules = {}): 0 | 1 | 2 => {
  const all = [...results];
  const verdicts = new Set(all.map(({ verdict }) => verdict));
  if (verdicts.has('failed') || (rules.unowned ?? 0) > 0 || flakinessOf(all, rules) !== undefined) return 1;
  return verdicts.has('error') || verdicts.has('not-run') || verdicts.size === 0 || problems.length > 0 ? 2 : 0;
};

/** The reason why flaky scenarios alone fail a run; undefined where they do not. */
export const flakinessOf = (results: Iterable<ScenarioResult>, { failOnFlaky = false }: ExitRules): string | undefined => {
  const count = [...results].filter(({ flaky }) => flaky).length;
  if (!failOnFlaky || count === 0) return undefined;
  return `${count} ${count === 1 ? 'scenario was' : 'scenarios were'} flaky (--fail-on-flaky)`;
};

/** That a run proved nothing, since every scenario was skipped; undefined where one ran, or the run is told that this may be. */
export const nothingRan = (results: Iterable<ScenarioResult>, { passWithNoScenarios = false }: ExitRules): string | undefined => {
  const all = [...results];
  if (passWithNoScenarios || all.length === 0 || all.some(({ verdict }) => verdict !== 'skipped')) return undefined;
  const reasons = [...new Set(all.map(({ reason }) => reason ?? 'skipped'))];
  const why = `${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? '; …' : ''}`;
  const what = all.length === 1 ? 'the only scenario was' : `all ${all.length} scenarios were`;
  return `nothing ran: ${what} skipped (${why}); --pass-with-no-scenarios says that this may be`;
};
