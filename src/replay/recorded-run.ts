import type { LabEvent } from '../core/event.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../core/scenario.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import type { BoardIncident } from './replayed-incidents.ts';

export interface RecordedIncident extends BoardIncident {
  readonly expected: boolean;
  readonly tolerated: boolean;
}

export interface RecordedAttempt {
  readonly board: string;
  readonly scenario: string;
  readonly attempt: number;
  readonly description: ScenarioDescription | undefined;
  readonly begin: number;
  end: number;
  result: ScenarioResult | undefined;
  diagnosis: ScenarioDiagnosis | undefined;
}

export interface RecordedStart {
  readonly board: string;
  readonly scenario: string | undefined;
  readonly observation: M7Observation;
}

/** What a journal itself concluded. */
export class RecordedRun {
  name = '';
  version = '';
  /** Whether the journal says which resets were asked for. */
  tellsResets = false;
  readonly models = new Map<string, string>();
  readonly starts: RecordedStart[] = [];
  readonly attempts: RecordedAttempt[] = [];
  readonly #incidents = new Map<string, RecordedIncident>();
  readonly #collected = new Map<string, ScenarioDescription>();
  readonly #open = new Map<string, RecordedAttempt>();

  /** As known when they closed. */
  get incidents(): readonly RecordedIncident[] {
    return [...this.#incidents.values()];
  }

  /** Begun, and without a result. */
  get unended(): readonly RecordedAttempt[] {
    return this.attempts.filter(({ result }) => result === undefined);
  }

  /** In the order of the journal. */
  add(event: LabEvent): void {
    if (event.type === 'run.started') Object.assign(this, { name: event.run, version: event.version });
    else if (event.type === 'board.opened') this.models.set(event.board, event.model);
    else if (event.type === 'reset.announced') this.tellsResets = true;
    else if (event.type === 'm7.observed')
      this.starts.push({ board: event.board, scenario: event.scenario, observation: event.observation });
    else if (event.type === 'incident.opened' || event.type === 'incident.closed') {
      const { board, incident, expected, tolerated = false, at } = event;
      const phase = event.type === 'incident.opened' ? 'opened' : 'closed';
      this.#incidents.set(`${board} ${incident.id}`, { board, phase, incident, expected, tolerated, at });
    } else this.#scenario(event);
  }

  /** The attempt that ran at this moment, or had ended less than a boot before. */
  attemptAt(board: string, at: number): RecordedAttempt | undefined {
    return this.attempts.findLast((attempt) => attempt.board === board && attempt.begin <= at && at <= attempt.end);
  }

  #scenario(event: LabEvent): void {
    const { board } = event;
    if (event.type === 'scenario.collected') this.#collected.set(`${board} ${event.scenario.id}`, event.scenario);
    else if (event.type === 'scenario.started') {
      const { scenario, attempt, at } = event;
      const description = this.#collected.get(`${board} ${scenario}`);
      const end = Number.POSITIVE_INFINITY;
      const begun: RecordedAttempt = { board, scenario, attempt, description, begin: at, end, result: undefined, diagnosis: undefined };
      this.attempts.push(begun);
      this.#open.set(board, begun);
    } else if (event.type === 'scenario.attempted' || event.type === 'scenario.finished') {
      const open = this.#open.get(board);
      if (open?.scenario !== event.scenario) return;
      Object.assign(open, { end: event.at, result: event.result });
      this.#open.delete(board);
    } else if (event.type === 'scenario.amended') {
      const amended = this.attempts.findLast((attempt) => attempt.board === board && attempt.scenario === event.scenario);
      if (amended) amended.result = event.result;
    } else if (event.type === 'scenario.diagnosed') {
      const about = this.attempts.findLast(
        (each) => each.board === board && each.scenario === event.scenario && each.attempt === event.attempt,
      );
      if (about) about.diagnosis = event.diagnosis;
    }
  }
}
