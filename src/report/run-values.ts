import type { FirmwareDetails } from '../core/firmware.ts';
import type { M7Observation, Outcome } from '../core/outcome.ts';
import type { Verdict } from '../core/scenario.ts';
import { plainText } from './plain-text.ts';
import { type BoardRun, type Run, type ScenarioRun, unownedOf } from './run-model.ts';

/** How a report sorts a scenario: what counts as the product's failure, what as ours. */
export const verdictOf = ({ result }: ScenarioRun): Verdict => (result.fixed ? 'failed' : result.verdict);

export const isBad = (scenario: ScenarioRun): boolean => ['failed', 'error', 'not-run'].includes(verdictOf(scenario));

/** What failed, the product's failures before those of the lab, a suite and the runner. */
export const badOf = (scenarios: readonly ScenarioRun[]): readonly ScenarioRun[] => {
  const bad = scenarios.filter(isBad);
  const isProduct = (scenario: ScenarioRun): boolean => verdictOf(scenario) === 'failed';
  return [...bad.filter(isProduct), ...bad.filter((scenario) => !isProduct(scenario))];
};

export const reasonOf = ({ result, description }: ScenarioRun): string => {
  if (result.fixed)
    return `fixed? the known failure did not happen any more${description.expects.known ? `: ${description.expects.known.link}` : ''}`;
  return result.reason ?? result.errors[0]?.message ?? (result.verdict === 'not-run' ? 'it was not run' : result.verdict);
};

/** As expected, but only at a later attempt. */
export const isFlaky = (scenario: ScenarioRun): boolean => scenario.earlier.length > 0 && ['passed', 'known'].includes(verdictOf(scenario));

/** Id, with what tells it from others of that id. */
export const titleOf = (scenario: ScenarioRun): string => `${scenario.description.id}${suffixOf(scenario)}`;

/** What a person sees of its name. A journal may hold names that nothing can be seen of, and to many readers a case without a name is no case. */
export const nameOf = (scenario: ScenarioRun): string =>
  `${plainText(scenario.description.name).trim() || '(nothing can be seen of its name)'}${suffixOf(scenario)}`;

const suffixOf = ({ round, attempt, isLast }: ScenarioRun): string =>
  `${round > 1 ? ` #${round}` : ''}${isLast ? '' : `, attempt ${attempt}`}`;

/** A prediction that did not hold. Where nothing was observed, nothing can contradict it. */
export const isMismatch = ({ predicted, outcome }: M7Observation): boolean =>
  predicted !== undefined && outcome !== 'unknown' && predicted.outcome !== 'unknown' && predicted.outcome !== outcome;

/** Outcomes in the order they came, such as `alive, alive, mute`. */
export const outcomesOf = (observations: readonly M7Observation[], of: (observation: M7Observation) => Outcome | undefined): string =>
  observations.map((observation) => of(observation) ?? '-').join(', ');

export const firmwareText = ({ sha256, bytes, buildId, memory }: FirmwareDetails): string =>
  [`sha256 ${sha256}`, `${bytes} bytes`, memory, ...(buildId ? [`build id ${buildId}`] : [])].join(', ');

/** Every firmware that was started on a board, by name. An image that carries a nonce has a new hash for each start. */
export const firmwaresOf = (scenarios: readonly ScenarioRun[]): ReadonlyMap<string, FirmwareDetails> =>
  new Map(
    scenarios.flatMap(({ observations }) => observations.flatMap(({ firmware }) => (firmware ? [[firmware.name, firmware] as const] : []))),
  );

/** Why a run did not end as expected where no scenario and no incident says so; undefined where one does, or all is well. */
export const troubleOf = (run: Run): string | undefined => {
  const isTold = run.boards.some((board) => board.scenarios.some(isBad) || unownedOf(board).length > 0);
  return (run.exitCode ?? 0) === 0 || isTold ? undefined : (run.reason ?? `the run ended with ${run.exitCode}`);
};

export const countsOf = (scenarios: readonly ScenarioRun[]): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, error: 0, skipped: 0, known: 0, 'not-run': 0 };
  for (const scenario of scenarios) counts[verdictOf(scenario)]++;
  return counts;
};

export const injectedOf = (scenarios: readonly ScenarioRun[]): string[] => [...new Set(scenarios.flatMap(({ injected }) => injected))];

/** ISO time of a moment on the host's monotonic clock; undefined where the run does not say when it began. */
export const timeOf = (run: Run, at: number | undefined): string | undefined =>
  run.startedAt && at !== undefined ? new Date(run.startedAt.getTime() + at - run.begin).toISOString() : undefined;

export const suitesOf = ({ scenarios }: BoardRun): ReadonlyMap<string, readonly ScenarioRun[]> => {
  const suites = new Map<string, ScenarioRun[]>();
  for (const scenario of scenarios) {
    const { suite } = scenario.description;
    suites.set(suite, [...(suites.get(suite) ?? []), scenario]);
  }
  return suites;
};
