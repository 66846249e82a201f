import { EventEmitter, once } from 'node:events';
import { KernelIncidentError } from '../core/errors.ts';
import { type IncidentKind, type IncidentReport, isExpectedKind, isSameTrouble, type KernelIncident } from '../core/incident.ts';

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
    const seen = this.#seen.get(incident.id);
    if (seen?.inBody === false || !this.#inBody) return false;
    const open = seen?.open ?? true;
    return reportsOf(incident).some((report) => this.#isExpected(report, open)) && this.#surprises(incident, open).length === 0;
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

  /** True for one that came here first, as far as it was told. */
  knows({ id }: KernelIncident): boolean {
    return this.#seen.has(id);
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
    const fatal = this.#fatal === undefined ? undefined : this.#seen.get(this.#fatal);
    if (!fatal) return undefined;
    const { incident, open } = fatal;
    const [surprise] = this.#surprises(incident, open);
    const also = surprise && surprise.kind !== incident.kind ? `, and then ${surprise.title}, which was not expected` : '';
    return new KernelIncidentError(`${incident.title} at ${incident.stage}${also}`, {
      evidence: incident.lines.map((line) => `${incident.channels[0] ?? 'a53'}: ${line}`),
      ...(incident.knownIssue ? { remedy: `known: ${incident.knownIssue}` } : {}),
    });
  }

  /** What was expected and has not come, in words. */
  missing(): string[] {
    const came = [...this.#seen.values()].filter(({ inBody }) => inBody).flatMap(({ incident }) => reportsOf(incident));
    return this.#expected
      .filter((expected) => !came.some((report) => fits(expected, report)))
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

  /** The title is final only when the incident closes; until then it must not be held against it. */
  #isExpected(report: IncidentReport, open: boolean): boolean {
    return this.#expected.some((expected) => fits(expected, report) || (open && isExpectedKind(report.kind, [expected.kind])));
  }

  /** What of an incident nobody expected, and is bad enough to end a scenario: what follows from an expected report is not expected by that. */
  #surprises(incident: KernelIncident, open: boolean): IncidentReport[] {
    const reports = reportsOf(incident);
    const isExpected = (report: IncidentReport): boolean => this.#isExpected(report, open);
    const expected = reports.filter(isExpected);
    const isCovered = (report: IncidentReport, index: number): boolean =>
      isExpected(report) ||
      (index > 0 && expected.some(({ kind }) => isSameTrouble(report.kind, kind))) ||
      // A kernel that has panicked is not expected to do anything well.
      reports.slice(0, index).some((before) => before.kind === 'panic' && isExpected(before));
    return reports.filter((report, index) => report.endsScenario && !isCovered(report, index));
  }

  #isUnsettled(): boolean {
    const missing = this.#fatal === undefined && this.#inBody && this.missing().length > 0;
    return missing || [...this.#seen.values()].some(({ open, incident }) => open && incident.endsScenario);
  }
}

const fits = ({ kind, title }: Expected, report: IncidentReport): boolean =>
  isExpectedKind(report.kind, [kind]) && (title === undefined || title.test(report.title));

const reportsOf = ({ kind, title, endsScenario, consequences, reports }: KernelIncident): readonly IncidentReport[] =>
  reports ?? [{ kind, title, endsScenario }, ...consequences.map((effect) => ({ kind: effect, title, endsScenario }))];
