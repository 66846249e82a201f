import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { ScenarioResult } from '../../core/scenario.ts';

/**
 * Results for scenarios that cannot run any more: an error, or a failure where the product is to blame, for the one that ran, or for the first when
 * none did, and the reason for the rest.
 */
export const notRunEvents = (ids: readonly string[], error: ErrorReport, running?: string): EventBody[] => {
  const struck = running ?? ids[0];
  return ids.map((id) => {
    const result: ScenarioResult =
      id === struck ? resultOfError(id, error) : { id, verdict: 'not-run', reason: error.message, errors: [], durationMs: 0 };
    return { type: 'scenario.finished', scenario: id, result };
  });
};

/** Why one is not run that its suite leaves out. `leftOutBy`: where `.only` stands in it. */
export const whyLeftOut = ({ leftOutBy }: { readonly leftOutBy?: readonly string[] }): string =>
  leftOutBy ? `left out by .only at ${leftOutBy.join(', ')}` : 'skipped in the suite';

export const resultOfError = (id: string, error: ErrorReport): ScenarioResult => ({
  id,
  verdict: error.fault === 'dut' ? 'failed' : 'error',
  errors: [error],
  durationMs: 0,
});

/** The result of a scenario that left something behind: the product's failure, whatever it was before. Later words on the same replace earlier ones. */
export const withLate = (result: ScenarioResult, error: ErrorReport): ScenarioResult => {
  const { fixed: _fixed, flaky: _flaky, reason: _reason, ...rest } = result;
  if (result.errors.some(({ isLate }) => isLate)) return { ...result, errors: result.errors.map((each) => (each.isLate ? error : each)) };
  if (result.verdict === 'failed') return { ...result, errors: [...result.errors, error] };
  return { ...rest, verdict: 'failed', errors: [error, ...result.errors] };
};
