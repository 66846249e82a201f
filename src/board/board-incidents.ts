import type { KernelIncident } from '../core/incident.ts';
import { Listeners } from '../core/listeners.ts';
import type { IncidentListener } from './incident-listener.ts';

/** Every incident of a board since it was opened, and who wants to hear of the next. */
export class BoardIncidents {
  readonly #opened: KernelIncident[] = [];
  readonly #listeners = new Listeners<Parameters<IncidentListener>>();

  /** In the order in which they opened. */
  get all(): readonly KernelIncident[] {
    return this.#opened;
  }

  /** One that is bad enough to end a scenario opened after this host monotonic millisecond. */
  isFatalSince(at: number): boolean {
    return this.#opened.some((incident) => incident.endsScenario && incident.at > at);
  }

  listen(listener: IncidentListener): () => void {
    return this.#listeners.add(listener);
  }

  readonly take: IncidentListener = (phase, incident) => {
    if (phase === 'opened') this.#opened.push(incident);
    this.#listeners.tell(phase, incident);
  };
}
