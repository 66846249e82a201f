import type { Retries, ScenarioAttempt, ScenarioResult } from '../../core/scenario.ts';

/** True when an attempt that ended like this gives the scenario one more. `earlier`: the attempts before it. */
export const isTriedAgain = (retries: Retries, result: ScenarioResult, earlier: readonly ScenarioAttempt[]): boolean => {
  const fault = faultOf(result);
  // A known failure that did not happen is news about the product, and the next attempt could only lose it.
  if (fault === undefined || result.fixed) return false;
  return earlier.filter((attempt) => faultOf(attempt) === fault).length < (retries[fault] ?? 0);
};

/** What a scenario came to, with the attempts before its last one. */
export const withAttempts = (result: ScenarioResult, earlier: readonly ScenarioAttempt[]): ScenarioResult => {
  if (earlier.length === 0) return result;
  const flaky = result.verdict === 'passed' || result.verdict === 'known';
  return { ...result, attempts: earlier, ...(flaky ? { flaky } : {}) };
};

const faultOf = ({ verdict, errors }: Pick<ScenarioResult, 'verdict' | 'errors'>) =>
  verdict === 'failed' || verdict === 'error' ? errors[0]?.fault : undefined;
