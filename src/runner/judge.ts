import type { ErrorReport } from '../core/errors.ts';
import { HilError, OutcomeError, toErrorReport } from '../core/errors.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { M7Observation, Outcome } from '../core/outcome.ts';
import type { ScenarioExpectation, ScenarioResult } from '../core/scenario.ts';

/** Everything a verdict stands on. */
export interface Testimony {
  readonly expects: ScenarioExpectation;
  /** What the scenario failed by, from inside or outside, what counts first first. */
  readonly thrown: readonly ErrorReport[];
  /** The incident that ended it, where one did: the first of `thrown`. */
  readonly fatal: KernelIncident | undefined;
  /** Expected incidents that did not come, in words. */
  readonly missing: readonly string[];
  /** The last M7 observation since the body began. */
  readonly observed: M7Observation | undefined;
  /** True when an incident nobody expected ended the scenario, or it ran out of time. */
  readonly cutShort: boolean;
}

export type Judgement = Pick<ScenarioResult, 'verdict' | 'fixed' | 'reason' | 'errors'>;

/** The scenario's expectation against what was observed. */
export const judge = (testimony: Testimony): Judgement => {
  const { expects, thrown } = testimony;
  const errors = thrown.length > 0 ? thrown : disappointments(testimony).slice(0, 1);
  const [found] = errors;
  if (!found) return expects.known ? { verdict: 'known', reason: knownReason(expects), errors } : { verdict: 'passed', errors };
  const verdict = found.fault === 'dut' ? 'failed' : 'error';
  const fixed = verdict === 'failed' && looksFixed(testimony);
  return { verdict, errors, ...(fixed ? { fixed, reason: `does not happen any more: ${knownReason(expects)}` } : {}) };
};
const disappointments = ({ expects, missing, observed }: Testimony): ErrorReport[] => {
  return [
    ...(expects.outcome ? outcomeError(expects.outcome, observed) : []),
    ...(missing.length > 0 ? [toErrorReport(new OutcomeError(`expected incidents that did not come: ${missing.join(', ')}`))] : []),
  ];
};

const outcomeError = (expected: Outcome, observed: M7Observation | undefined): ErrorReport[] => {
  if (!observed) {
    const message = `expects the M7 to be '${expected}', but the scenario neither started nor observed it`;
    return [toErrorReport(new HilError('suite', message, { remedy: 'call m7.start() or m7.observe() in its body' }))];
  }
  if (observed.outcome === expected) return [];
  const evidence = [...observed.evidence, ...observed.kernelLines.map((line) => `kernel: ${line}`)];
  const why = observed.outcome === 'unknown' && evidence[0] ? `: ${evidence[0]}` : '';
  const message = `expected the M7 to be '${expected}', and it is '${observed.outcome}'${why}`;
  // An outcome that the lab could not see says nothing about the product.
  const options = { evidence, ...(observed.remedy ? { remedy: observed.remedy } : {}) };
  const error = observed.outcome === 'unknown' ? new HilError('lab', message, options) : new OutcomeError(message, options);
  return [toErrorReport(error)];
};

/** True when what was described as a failure looks healthy now. A failure of another kind is just a failure. */
const looksFixed = ({ expects, observed, cutShort }: Testimony): boolean =>
  expects.known !== undefined && !cutShort && (expects.outcome === undefined || observed?.outcome === 'alive');

const knownReason = ({ known }: ScenarioExpectation): string => [known?.note, known?.link].filter(Boolean).join(', ');
