import { type ErrorReport, PowerError, SpoiltConsoleError } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { IncidentKind, KernelIncident } from '../../core/incident.ts';
import type { Handover } from './handover.ts';
import type { ScenarioSession } from './scenario-session.ts';

export interface IncidentOwnersOptions {
  readonly emit: (event: EventBody) => void;
  /** Host monotonic milliseconds of the last boot that this program asked for. */
  readonly bootAskedAt: () => number | undefined;
  /** While somebody has the consoles of a board on which a scenario has failed, what comes is of their doing, or too late for its verdict. */
  readonly handover: Pick<Handover, 'why'>;
  /** An incident of a scenario that is over makes its verdict another one. */
  readonly onLate: (owner: ScenarioSession) => void;
}

const healthCheck = 'the health check';

type Owner = ScenarioSession | undefined;

interface Home {
  readonly owner: Owner;
  readonly during: string;
  readonly tolerated?: true;
}

/**
 * Whose an incident is: the running scenario's; what comes behind one, up to the next boot or power cut that was asked for, the one's that ran last; the
 * run's own where no scenario can have caused it.
 */
export class IncidentOwners {
  readonly #options: IncidentOwnersOptions;
  readonly #homes = new Map<string, Home>();
  #running: Owner;
  #last: Owner;
  #phase = healthCheck;
  readonly #unowned = new Map<string, { readonly phase: 'opened' | 'closed'; readonly incident: KernelIncident }>();
  constructor(options: IncidentOwnersOptions) {
    this.#options = options;
  }

  /** What goes on while no scenario is to blame, in words. */
  set phase(phase: string) {
    this.#phase = phase;
  }

  begin(session: ScenarioSession): void {
    this.#running = session;
  }

  end(session: ScenarioSession): void {
    if (this.#running === session) this.#running = undefined;
    this.#last = session;
    this.#phase = 'the time between scenarios';
  }

  take(phase: 'opened' | 'closed', incident: KernelIncident): void {
    const { owner, during, tolerated } = this.#homeOf(incident);
    if (!tolerated && owner !== this.#running && incident.endsScenario) this.#running?.disturb();
    if (owner && owner === this.#running) owner.takeIncident(phase, incident);
    else if (owner) {
      if (owner.takeLate(phase, incident)) this.#options.onLate(owner);
    } else {
      this.#unowned.set(incident.id, { phase, incident });
      this.#options.emit({ type: `incident.${phase}`, incident, expected: false, during, ...(tolerated ? { tolerated } : {}) });
    }
  }

  /**
   * A try of the health check failed: what it read from a console that spoils text is no news of the product, and no reset is while the relay does something
   * else than it is told.
   */
  failedHealth({ name }: ErrorReport): void {
    const isExplained = (kind: IncidentKind): boolean =>
      name === SpoiltConsoleError.name || (name === PowerError.name && kind === 'unexpected-reset');
    for (const [id, home] of this.#homes) {
      const last = home.during === healthCheck && !home.owner && !home.tolerated ? this.#unowned.get(id) : undefined;
      if (!last || !isExplained(last.incident.kind)) continue;
      this.#homes.set(id, { ...home, tolerated: true });
      this.take(last.phase, last.incident);
    }
  }

  #homeOf(incident: KernelIncident): Home {
    const home =
      this.#homes.get(incident.id) ??
      (this.#options.handover.why === 'failure' ? ofPerson : { owner: this.#ownerNow(), during: this.#phase });
    this.#homes.set(incident.id, home);
    return home;
  }

  #ownerNow(): Owner {
    const { bootAskedAt } = this.#options;
    const askedAt = bootAskedAt() ?? 0;
    if (this.#running && (this.#running.isInBody || askedAt > this.#running.startedAt)) return this.#running;
    return this.#last && askedAt <= this.#last.endedAt ? this.#last : undefined;
  }
}

const ofPerson: Home = { owner: undefined, during: 'the time in which somebody had its consoles', tolerated: true };

/** True for an incident that no scenario owns and that is bad enough to end one. */
export const isUnowned = (event: LabEvent): event is Extract<LabEvent, { readonly type: 'incident.opened' | 'incident.closed' }> =>
  (event.type === 'incident.opened' || event.type === 'incident.closed') &&
  event.scenario === undefined &&
  event.tolerated !== true &&
  event.incident.endsScenario;
