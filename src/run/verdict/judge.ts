import { type ErrorReport, HilError, OutcomeError, toErrorReport } from '../../core/errors.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import type { KnownFailure, ScenarioExpectation, ScenarioResult, TextPattern } from '../../core/scenario.ts';

/** Everything a verdict stands on. */
export interface VerdictInputs {
  readonly expects: ScenarioExpectation;
  /** What the scenario failed by, from inside or outside, what counts first first. */
  readonly thrown: readonly ErrorReport[];
  /** The incident that ended it, where one did: the first of `thrown`. */
  readonly fatal: KernelIncident | undefined;
  /** What came beside the incident that is known, where that is what ended the scenario, and would have ended it by itself. */
  readonly beside?: readonly ErrorReport[];
  /** Expected incidents that did not come, in words. */
  readonly missing: readonly string[];
  /** The last M7 observation since the body began. */
  readonly observed: M7Observation | undefined;
  /** True when an incident nobody expected ended the scenario, or it ran out of time. */
  readonly cutShort: boolean;
}

export type Judgement = Pick<ScenarioResult, 'verdict' | 'fixed' | 'reason' | 'errors'>;

/** The scenario's expectation against what was observed. */
export const judge = (inputs: VerdictInputs): Judgement => {
  const { expects, thrown } = inputs;
  const found = thrown.length > 0 ? [...behindMistakes(inputs), ...thrown] : disappointments(inputs);
  if (expects.known && isNamed(expects.known)) return judgeKnown(expects.known, found, inputs);
  const [first] = found;
  if (!first) return expects.known ? { verdict: 'known', reason: knownReason(expects), errors: [] } : { verdict: 'passed', errors: [] };
  const verdict = verdictBy(first);
  const fixed = isAboutExpectation(first) && looksFixed(inputs);
  return { verdict, errors: found, ...(fixed ? { fixed, reason: `does not happen any more: ${knownReason(expects)}` } : {}) };
};

const isAboutExpectation = ({ fault, name, outcome }: ErrorReport): boolean =>
  fault === 'dut' && (name === 'OutcomeError' || outcome !== undefined);

const verdictBy = ({ fault }: ErrorReport): 'failed' | 'error' => (fault === 'dut' ? 'failed' : 'error');

/** Just what it names is known; whatever else failed counts as if nothing were. */
const judgeKnown = (known: KnownFailure, thrown: readonly ErrorReport[], inputs: VerdictInputs): Judgement => {
  const besides = inputs.thrown.length > 0 ? missed(inputs) : [];
  const found = [...thrown, ...(inputs.fatal ? [...(inputs.beside ?? []), ...startedWrong(inputs)] : []), ...besides];
  const others = found.filter((error, index) => !isKnown(known, error, index === 0 ? inputs.fatal : undefined));
  const [first] = others;
  if (first) return { verdict: verdictBy(first), errors: [...others, ...found.filter((error) => !others.includes(error))] };
  const reason = knownReason(inputs.expects);
  if (found.length > 0) return { verdict: 'known', reason, errors: [] };
  const message = `what is known did not happen any more: ${namesOf(known)}`;
  return {
    verdict: 'failed',
    fixed: true,
    reason: `does not happen any more: ${reason}`,
    errors: [toErrorReport(new OutcomeError(message))],
  };
};

// What an incident makes of the M7's start, and what nobody could see of it, is no failure of its own.
const startedWrong = ({ expects, observed }: VerdictInputs): ErrorReport[] => {
  const wanted = wantedOutcome(expects);
  if (!wanted || !observed || observed.outcome === 'crashed' || observed.outcome === 'frozen' || observed.outcome === 'unknown') return [];
  return outcomeError(wanted, observed);
};

// Those that stand in the suite whatever the board does. Any other may follow from what came of the M7, such as a line that reads what only a started one has.
const ofItself = /^(?:NotAwaited|CutOutput|NothingAsserted|SkippedTooLate|ScenarioMisplaced|Revoked|Reference|Syntax)Error$/;

/** An outcome that is not the one that the scenario expects, where the suite stumbled behind it. */
const behindMistakes = ({ expects, observed, thrown }: VerdictInputs): ErrorReport[] => {
  const isSilent = observed?.outcome === 'mute' || observed?.outcome === 'stale' || observed?.outcome === 'refused';
  const wanted = wantedOutcome(expects);
  const follows = thrown.every(({ fault, name }) => fault === 'suite' && !ofItself.test(name));
  return wanted && isSilent && follows ? outcomeError(wanted, observed) : [];
};

const disappointments = (inputs: VerdictInputs): ErrorReport[] => {
  const wanted = wantedOutcome(inputs.expects);
  return [...(wanted ? outcomeError(wanted, inputs.observed) : []), ...missed(inputs)];
};

const missed = ({ missing }: VerdictInputs): ErrorReport[] =>
  missing.length > 0 ? [toErrorReport(new OutcomeError(`expected incidents that did not come: ${missing.join(', ')}`))] : [];

// A known outcome is what is, and not what should be.
const wantedOutcome = ({ outcome, known }: ScenarioExpectation): Outcome | undefined =>
  known?.outcome !== undefined && (outcome === undefined || outcome === known.outcome) ? 'alive' : outcome;

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
  return [{ ...toErrorReport(error), outcome: observed.outcome, ...(observed.unknownFor ? { sparesWires: true } : {}) }];
};

/** True when what was described as a failure looks healthy now. A failure of another kind is just a failure. */
const looksFixed = ({ expects, observed, cutShort }: VerdictInputs): boolean =>
  expects.known !== undefined && !cutShort && (expects.outcome === undefined || observed?.outcome === 'alive');

const knownReason = ({ known }: ScenarioExpectation): string => [known?.note, known?.link].filter(Boolean).join(', ');

/** True where a known failure says itself what goes wrong, and does not leave it to what the scenario expects. */
const isNamed = ({ outcome, incident, message }: KnownFailure): boolean =>
  outcome !== undefined || incident !== undefined || message !== undefined;

/** Whether this failure is the one that is known. `fatal`: the incident that it tells of, where it is one. What the lab or a suite did is never known. */
const isKnown = (known: KnownFailure, error: ErrorReport, fatal: KernelIncident | undefined): boolean => {
  if (error.fault !== 'dut') return false;
  const { outcome, incident, message } = known;
  if (fatal) return incident !== undefined && incident.kind === fatal.kind && (!incident.title || fits(incident.title, fatal.title));
  return (outcome !== undefined && error.outcome === outcome) || (message !== undefined && fits(message, error.message));
};

/** What it names, in words. */
const namesOf = ({ outcome, incident, message }: KnownFailure): string =>
  [
    ...(outcome ? [`the outcome '${outcome}'`] : []),
    ...(incident ? [`${incident.kind}${incident.title ? ` ${textOf(incident.title)}` : ''}`] : []),
    ...(message ? [`a failure that says ${textOf(message)}`] : []),
  ].join(' or ');

const fits = ({ source, flags }: TextPattern, text: string): boolean => new RegExp(source, flags).test(text);

const textOf = ({ source, flags }: TextPattern): string => `/${source}/${flags}`;
