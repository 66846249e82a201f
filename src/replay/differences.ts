import type { KernelIncident } from '../core/incident.ts';
import { isExpectedKind } from '../core/incident.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import type { RecordedAttempt, RecordedIncident, RecordedRun } from './recorded-run.ts';
import type { BoardIncident } from './replayed-incidents.ts';

/** Something that is judged differently now. */
export interface Difference {
  readonly what: 'incident' | 'prediction' | 'cause';
  readonly board: string;
  readonly scenario?: string;
  /** What the journal says. */
  readonly before: string;
  readonly now: string;
  /** What it would mean for the verdict. */
  readonly consequence?: string;
}

// The journal gathers bytes for up to 100 ms, and a busy host is later than that.
const sameMs = 2_000;
const renamedMs = 500;

/** Incidents as they were told last. */
export const lastTold = (all: readonly BoardIncident[]): readonly BoardIncident[] => [
  ...new Map(all.map((each) => [`${each.board} ${each.incident.id}`, each])).values(),
];

/** `found`: what is found today. */
export const incidentDifferences = (recorded: RecordedRun, found: readonly BoardIncident[]): readonly Difference[] => {
  const left = [...found];
  const taken = (
    one: RecordedIncident,
    within: number,
    alike: (a: KernelIncident, b: KernelIncident) => boolean,
  ): BoardIncident | undefined => {
    const index = left.findIndex(
      (other) =>
        other.board === one.board && Math.abs(other.incident.at - one.incident.at) <= within && alike(one.incident, other.incident),
    );
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const unlike = recorded.incidents.filter((one) => !taken(one, sameMs, isSame));
  const changed = unlike.map((one): Difference => {
    const now = taken(one, renamedMs, () => true);
    return { ...placeOf(recorded, one), before: one.incident.title, now: now?.incident.title ?? 'nothing', ...meaning(recorded, one, now) };
  });
  return [
    ...changed,
    ...left.map(
      (now): Difference => ({
        ...placeOf(recorded, now),
        before: 'nothing',
        now: now.incident.title,
        ...meaning(recorded, undefined, now),
      }),
    ),
  ];
};

const isSame = (a: KernelIncident, b: KernelIncident): boolean =>
  a.kind === b.kind && a.signature === b.signature && a.endsScenario === b.endsScenario;

const placeOf = (recorded: RecordedRun, { board, incident }: BoardIncident): Pick<Difference, 'what' | 'board' | 'scenario'> => {
  const attempt = recorded.attemptAt(board, incident.at);
  return { what: 'incident', board, ...(attempt ? { scenario: attempt.scenario } : {}) };
};

const meaning = (
  recorded: RecordedRun,
  before: BoardIncident | undefined,
  now: BoardIncident | undefined,
): Pick<Difference, 'consequence'> => {
  const attempt = recorded.attemptAt((before ?? now)!.board, (before ?? now)!.incident.at);
  if (!attempt) return {};
  const [ended, ends] = [before, now].map((each) => each?.incident.endsScenario === true && !isForeseen(attempt, each.incident));
  if (ends && !ended) return { consequence: `the scenario, which was ${attempt.result?.verdict ?? 'not finished'}, would be ended by it` };
  if (ended && !ends) return { consequence: 'it would not end the scenario any more' };
  return {};
};

const isForeseen = ({ description }: RecordedAttempt, { kind, title }: KernelIncident): boolean => {
  const { incidents = [], tolerates = [] } = description?.expects ?? {};
  const tolerated = tolerates.some(
    (each) => each.kind === kind && (!each.title || new RegExp(each.title.source, each.title.flags).test(title)),
  );
  return tolerated || isExpectedKind(kind, incidents);
};

/** `found`: today's diagnosis of one attempt. */
export const causeDifference = (attempt: RecordedAttempt, found: ScenarioDiagnosis | undefined): Difference | undefined => {
  const [before, now] = [causesText(attempt.diagnosis), causesText(found)];
  return before === now ? undefined : { what: 'cause', board: attempt.board, scenario: attempt.scenario, before, now };
};

const causesText = (diagnosis: ScenarioDiagnosis | undefined): string => {
  if (!diagnosis) return 'not asked';
  const { causes } = diagnosis;
  return causes.length === 0 ? 'no known cause' : causes.map(({ name, confidence }) => `${name} (${confidence})`).join(', ');
};
