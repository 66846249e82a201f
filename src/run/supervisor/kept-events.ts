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

  /** The events that reports are made of: those of the journal, or the outline where results are missing there, with the sentence that says so. */
  orWhole(read: readonly LabEvent[], dir: string): { readonly events: readonly LabEvent[]; readonly problem?: string } {
    const missing = outcomesOf(this.#events) - outcomesOf(read);
    if (missing <= 0) return { events: read };
    const problem = `the journal of this run is gone or not whole: ${dir} was removed or replaced while the run went on, so that its reports have no evidence`;
    return { events: this.#events.map((event) => finishedWith(event, problem)), problem };
  }
}

const outcomesOf = (events: readonly LabEvent[]): number =>
  events.filter(({ type }) => type === 'scenario.finished' || type === 'run.finished').length;

/** What went wrong after the end of a run was noted is as much a part of it. */
export const finishedWith = (event: LabEvent, problem: string): LabEvent =>
  event.type === 'run.finished'
    ? { ...event, exitCode: event.exitCode === 0 ? 2 : event.exitCode, reason: event.reason ?? problem }
    : event;
