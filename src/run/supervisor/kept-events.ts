import type { LabEvent } from '../../core/event.ts';

// What the reports of a run cannot do without.
const vital: ReadonlySet<LabEvent['type']> = new Set([
  'run.started',
  'run.planned',
  'scenario.collected',
  'scenario.started',
  'scenario.attempted',
  'scenario.finished',
  'scenario.amended',
  'board.identified',
  'board.excluded',
  'channel.unwatched',
  'run.finished',
] satisfies LabEvent['type'][]);

/** The outline of a run in memory: its folder may be removed while it goes on, and with it its journal. */
export class KeptEvents {
  readonly #events: LabEvent[] = [];

  take(event: LabEvent): void {
    if (vital.has(event.type)) this.#events.push(event);
  }

  /**
   * The events that reports are made of: those of the journal, or the outline where results are missing there, without results that nobody told this
   * process; each with the sentence that says so.
   */
  orWhole(read: readonly LabEvent[], dir: string): { readonly events: readonly LabEvent[]; readonly problems: readonly string[] } {
    const told = new Set(this.#events.filter(isResult).map(keyOf));
    const untold = told.size === 0 ? [] : read.filter((event): event is ResultEvent => isResult(event) && !told.has(keyOf(event)));
    const own = read.filter((event) => !untold.some((other) => other === event));
    if (outcomesOf(this.#events) > outcomesOf(own)) {
      const problem = `the journal of this run is gone or not whole: ${dir} was removed or replaced while the run went on, or could not be written, so that its reports have no evidence`;
      return { events: this.#events.map((event) => finishedWith(event, problem)), problems: [problem] };
    }
    if (untold.length === 0) return { events: read, problems: [] };
    const names = [...new Set(untold.map(({ scenario }) => `'${scenario}'`))].join(', ');
    const problem = `the journal of this run has results that no board told it, of ${names}: they do not count, and somebody else writes in ${dir}`;
    return { events: own.map((event) => finishedWith(event, problem)), problems: [problem] };
  }
}

type ResultEvent = Extract<LabEvent, { readonly type: 'scenario.attempted' | 'scenario.finished' | 'scenario.amended' }>;

const isResult = (event: LabEvent): event is ResultEvent =>
  event.type === 'scenario.attempted' || event.type === 'scenario.finished' || event.type === 'scenario.amended';

// As one writer numbers its events, and as the journal of the board and this process are told the same.
const keyOf = ({ board, seq, result }: ResultEvent): string => `${board} ${seq} ${JSON.stringify(result)}`;

const outcomesOf = (events: readonly LabEvent[]): number =>
  events.filter(({ type }) => type === 'scenario.finished' || type === 'run.finished').length;

/** What went wrong after the end of a run was noted is as much a part of it. */
export const finishedWith = (event: LabEvent, problem: string): LabEvent =>
  event.type === 'run.finished'
    ? { ...event, exitCode: event.exitCode === 0 ? 2 : event.exitCode, reason: event.reason ?? problem }
    : event;
