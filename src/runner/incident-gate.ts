import { EventEmitter, once } from 'node:events';
import { KernelIncidentError } from '../core/errors.ts';
import { type IncidentKind, isExpectedKind, type KernelIncident } from '../core/incident.ts';

/** What a scenario said would come. */
interface Expected {
  readonly kind: IncidentKind;
  readonly title?: RegExp;
}

interface SeenIncident {
  readonly incident: KernelIncident;
  readonly open: boolean;
  /** It came while the scenario's own steps ran, not while the board was prepared. */
  readonly inBody: boolean;
}

// In host time: the detector closes a report after 1.5 s of quiet, and only then is its title final.
const settleMs = 2500;

/** Every incident of one scenario, and which of them end it. */
export class IncidentGate {
  readonly #expected: Expected[];
  readonly #seen = new Map<string, SeenIncident>();
  readonly #changes = new EventEmitter();
  #fatal: string | undefined;
  #inBody = false;
  constructor(expected: readonly IncidentKind[] = []) {
    this.#expected = expected.map((kind) => ({ kind }));
  }

  startBody(): void {
    this.#inBody = true;
  }

  /** One more from now on. */
  expect(kind: IncidentKind, title: RegExp | undefined): void {
    this.#expected.push({ kind, ...(title ? { title } : {}) });
  }

  expects(incident: KernelIncident): boolean {
    return this.#seen.get(incident.id)?.inBody !== false && this.#inBody && this.#expected.some((expected) => fits(expected, incident));
  }

  /** Resolves to true when this one ends the scenario. */
  take(phase: 'opened' | 'closed', incident: KernelIncident): boolean {
    const before = this.#seen.get(incident.id);
    // It opened before this scenario, which it has nothing to do with: its report only ends now.
    if (!before && phase === 'closed') return false;
    this.#seen.set(incident.id, { incident, open: phase === 'opened', inBody: before?.inBody ?? this.#inBody });
    this.#changes.emit('change');
    if (!incident.endsScenario || this.expects(incident) || this.#fatal) return false;
    this.#fatal = incident.id;
    return true;
  }

  /** Waits a moment for reports that are still being printed and for expected ones that have not come. */
  async settle(): Promise<void> {
    const deadline = AbortSignal.timeout(settleMs);
    while (this.#isUnsettled() && !deadline.aborted) await once(this.#changes, 'change', { signal: deadline }).catch(() => {});
  }

  /** The incident that ended the scenario, as far as it has been printed. */
  get fatal(): KernelIncident | undefined {
    return this.#fatal === undefined ? undefined : this.#seen.get(this.#fatal)?.incident;
  }

  /** The same as what the scenario failed by. */
  error(): KernelIncidentError | undefined {
    const { fatal } = this;
    if (!fatal) return undefined;
    return new KernelIncidentError(`${fatal.title} at ${fatal.stage}`, {
      evidence: fatal.lines.map((line) => `${fatal.channels[0] ?? 'a53'}: ${line}`),
      ...(fatal.knownIssue ? { remedy: `known: ${fatal.knownIssue}` } : {}),
    });
  }

  /** What was expected and has not come, in words. */
  missing(): string[] {
    const came = [...this.#seen.values()].filter(({ inBody }) => inBody).map(({ incident }) => incident);
    return this.#expected
      .filter((expected) => !came.some((incident) => cameAs(expected, incident)))
      .map(({ kind, title }) => (title ? `${kind} ${title}` : kind));
  }

  /** Kinds of what came since the body began, consequences included. */
  kinds(): IncidentKind[] {
    return [...this.#seen.values()].filter(({ inBody }) => inBody).flatMap(({ incident }) => [incident.kind, ...incident.consequences]);
  }

  /** Whether Linux went down, expected or not. */
  get crashed(): boolean {
    return [...this.#seen.values()].some(({ incident }) => incident.endsScenario);
  }

  #isUnsettled(): boolean {
    const missing = this.#fatal === undefined && this.#inBody && this.missing().length > 0;
    return missing || [...this.#seen.values()].some(({ open, incident }) => open && incident.endsScenario);
  }
}

// The title is final only when the incident closes; until then it must not be held against it.
const fits = ({ kind, title }: Expected, incident: KernelIncident): boolean =>
  isExpectedKind(incident.kind, [kind]) && (title === undefined || title.test(incident.title) || incident.lines.length <= 1);

const cameAs = ({ kind, title }: Expected, incident: KernelIncident): boolean =>
  isExpectedKind(kind, [incident.kind, ...incident.consequences]) && (title === undefined || title.test(incident.title));
