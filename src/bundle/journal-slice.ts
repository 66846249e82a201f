import { ConfigError } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';

export interface SliceChoice {
  /** A part of the id; the whole run without it. */
  readonly scenario?: string;
  readonly board?: string;
}

/** What a bundle holds of a run: all of it, or one scenario with the boot that it ran in. Throws ConfigError for a scenario that is not there or not the only one. */
export const sliceOf = (
  events: readonly LabEvent[],
  choice: SliceChoice,
): { readonly events: readonly LabEvent[]; readonly scenario?: string } => {
  if (choice.scenario === undefined) return { events: choice.board === undefined ? events : events.filter(isOf(choice.board)) };
  const id = idOf(events, choice.scenario);
  const ends = events.filter(
    (event): event is Extract<LabEvent, { readonly type: 'scenario.finished' }> =>
      event.type === 'scenario.finished' && event.scenario === id && (choice.board === undefined || event.board === choice.board),
  );
  const worst =
    ends.findLast(({ result }) => result.verdict === 'failed') ?? ends.findLast(({ result }) => result.verdict !== 'passed') ?? ends.at(-1);
  if (!worst)
    throw new ConfigError(`'${id}' has no result in this run`, { remedy: 'name another scenario, or leave it out for the whole run' });
  return { events: aroundOf(events, worst), scenario: id };
};

const isOf =
  (board: string) =>
  (event: LabEvent): boolean =>
    event.board === board || event.board === '';

const idOf = (events: readonly LabEvent[], wanted: string): string => {
  const ids = [...new Set(events.flatMap((event) => (event.type === 'scenario.finished' ? [event.scenario] : [])))];
  const exact = ids.find((id) => id === wanted);
  const found = exact === undefined ? ids.filter((id) => id.toLowerCase().includes(wanted.toLowerCase())) : [exact];
  if (found.length === 1) return found[0]!;
  throw new ConfigError(
    found.length === 0
      ? `no scenario of this run has '${wanted}' in its name`
      : `${found.length} scenarios have '${wanted}' in their names`,
    {
      evidence: (found.length === 0 ? ids : found).slice(0, 12),
      remedy: 'name one of them',
    },
  );
};

const aboutRun: ReadonlySet<string> = new Set(['run.started', 'run.planned', 'run.finished']);
const aboutBoard: ReadonlySet<string> = new Set(['board.opened', 'board.identified', 'health.checked', 'fault.injected']);

/** From the power-on before its first attempt to the beginning of the scenario behind it. */
const aroundOf = (events: readonly LabEvent[], end: LabEvent & { readonly scenario: string }): LabEvent[] => {
  const { board, scenario } = end;
  const own = events.filter((event) => event.board === board);
  const last = own.indexOf(end);
  const isEnd = (event: LabEvent): boolean => event.type === 'scenario.finished' && event.scenario === scenario;
  const roundBefore = own.slice(0, last).findLastIndex(isEnd);
  const first = own.findIndex((event, index) => index > roundBefore && event.type === 'scenario.started' && event.scenario === scenario);
  const begin = powerOnBefore(own, first);
  const next = own.findIndex((event, index) => index > last && (event.type === 'scenario.started' || event.type === 'board.closed'));
  const slice = own.slice(begin, next < 0 ? undefined : next);
  const ran = new Set(slice.flatMap((event) => (event.type === 'scenario.started' ? [event.scenario] : [])));
  const kept = new Set(slice);
  return events.filter((event) => {
    if (kept.has(event) || (event.board === '' && aboutRun.has(event.type))) return true;
    if (event.board !== board) return false;
    if (event.type === 'scenario.collected') return ran.has(event.scenario.id);
    if (event.type === 'scenario.diagnosed' || event.type === 'scenario.amended') return ran.has(event.scenario);
    return aboutBoard.has(event.type) && own.indexOf(event) < begin;
  });
};

// A board may speak before the relay has answered.
const powerOnBefore = (events: readonly LabEvent[], index: number): number => {
  const switched = events.slice(0, index + 1).findLastIndex((event) => event.type === 'power.switched' && event.state === 'on');
  const event = events[switched];
  if (event?.type !== 'power.switched') return 0;
  const { at, askedAt = at } = event;
  return events.findIndex((each) => each.at >= askedAt);
};
