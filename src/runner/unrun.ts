import type { ErrorReport } from '../core/errors.ts';
import type { EventBody } from '../core/event.ts';
import type { ScenarioResult } from '../core/scenario.ts';

/**
 * Results for scenarios that cannot run any more: an error, or a failure where the product is to blame, for the one that ran, or for the first when
 * none did, and the reason for the rest.
 */
export const unrun = (ids: readonly string[], error: ErrorReport, running?: string): EventBody[] => {
  const struck = running ?? ids[0];
  return ids.map((id) => {
    const result: ScenarioResult =
      id === struck ? struckBy(id, error) : { id, verdict: 'not-run', reason: error.message, errors: [], durationMs: 0 };
    return { type: 'scenario.finished', scenario: id, result };
  });
};

export const struckBy = (id: string, error: ErrorReport): ScenarioResult => ({
  id,
  verdict: error.fault === 'dut' ? 'failed' : 'error',
  errors: [error],
  durationMs: 0,
});
