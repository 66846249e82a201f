import { EventEmitter, once } from 'node:events';
import { KernelIncidentError } from '../../core/errors.ts';
import { type IncidentKind, type IncidentReport, isExpectedKind, isSameTrouble, type KernelIncident } from '../../core/incident.ts';
import type { ToleratedIncident } from '../../core/scenario.ts';
import { foldsIntoItself } from '../../knowledge/kernel/folding.ts';
import { unmetOf } from './met-by-own.ts';

/** What a scenario said of an incident. */
export type Welcome = 'expected' | 'tolerated';

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
  /** Of these, each is one more. */
  readonly #announced: Expected[] = [];
  readonly #tolerated: readonly Expected[];
  readonly #seen = new Map<string, SeenIncident>();
  readonly #changes = new EventEmitter();
  #fatal: string | undefined;
  #inBody = false;
  constructor(expected: readonly IncidentKind[] = [], tolerated: readonly ToleratedIncident[] = []) {
    this.#expected = expected.map((kind) => ({ kind }));
    this.#tolerated = tolerated.map(expectedOf);
  }

  startBody(): void {
    this.#inBody = true;
  }

  /** The scenario's own steps have begun. */
  get isInBody(): boolean {
    return this.#inBody;
  }

  /** One more from now on. */
  expect(kind: IncidentKind, title: RegExp | undefined): void {
    const one = { kind, ...(title ? { title } : {}) };
    this.#expected.push(one);
    if (!foldsIntoItself(kind)) this.#announced.push(one);
  }

  /** What was said of it; undefined for nothing, for one that led to something of which nothing was said, and for one that did not come here. */
  welcome(incident: KernelIncident): Welcome | undefined {
    const seen = this.#seen.get(incident.id);
    if (!seen) return undefined;
    const { open, inBody } = seen;
    if (this.#surprises(incident, open, inBody).length > 0) return undefined;
    const reports = reportsOf(incident);
    if (inBody && reports.some((report) => isAmong(this.#expected, report, open))) return 'expected';
    return reports.some((report) => isAmong(this.#tolerated, report, open)) ? 'tolerated' : undefined;
  }

  /** Resolves to true when this one ends the scenario. */
  take(phase: 'opened' | 'closed', incident: KernelIncident): boolean {
    const before = this.#seen.get(incident.id);
    // It opened before this scenario, which it has nothing to do with: its report only ends now.
    if (!before && phase === 'closed') return false;
    this.#seen.set(incident.id, { incident, open: phase === 'opened', inBody: before?.inBody ?? this.#inBody });
    this.#changes.emit('change');
    if (!incident.endsScenario || this.welcome(incident) || this.#fatal) return false;
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
    const { incident, open, inBody } = fatal;
    const [surprise] = this.#surprises(incident, open, inBody);
    const also = surprise && surprise.kind !== incident.kind ? `, and then ${surprise.title}, which was not expected` : '';
    const where = incident.title.endsWith(` at ${incident.stage}`) ? '' : ` at ${incident.stage}`;
    return new KernelIncidentError(`${incident.title}${where}${also}`, incident.kind, {
      evidence: evidenceOf(incident),
      ...(incident.knownIssue ? { remedy: `known: ${incident.knownIssue}` } : {}),
    });
  }

  /** What is bad enough to end the scenario, was not welcome, and is neither this incident nor another name for its trouble, whenever that came. */
  beside(known: ToleratedIncident): KernelIncidentError[] {
    return [...this.#seen.values()].flatMap(({ incident, open, inBody }) => {
      const [surprise] = this.#surprises(incident, open, inBody, [expectedOf(known)]);
      if (!surprise) return [];
      const message = `${surprise.title}, beside the ${known.kind} that is known`;
      return [new KernelIncidentError(message, surprise.kind, { evidence: evidenceOf(incident) })];
    });
  }

  /** What was expected and has not come, in words. */
  missing(): string[] {
    const came = [...this.#seen.values()].filter(({ inBody }) => inBody).flatMap(({ incident }) => reportsOf(incident));
    const fitting = (expected: Expected): boolean => came.some((report) => fits(expected, report));
    const kinds = [...new Set(this.#announced.map(({ kind }) => kind))];
    const lacking = new Set(
      kinds.flatMap((kind) =>
        unmetOf(
          this.#announced.filter((one) => one.kind === kind),
          came,
          fits,
        ),
      ),
    );
    return this.#expected
      .filter((expected) => !fitting(expected) || lacking.has(expected))
      .map((expected) => `${fitting(expected) ? 'another ' : ''}${expected.kind}${expected.title ? ` ${expected.title}` : ''}`);
  }

  /** Kinds of what came since the body began, consequences included. */
  kinds(): IncidentKind[] {
    return [...this.#seen.values()].filter(({ inBody }) => inBody).flatMap(({ incident }) => [incident.kind, ...incident.consequences]);
  }

  /** Whether Linux went down, expected or not. */
  get crashed(): boolean {
    return [...this.#seen.values()].some(({ incident }) => incident.endsScenario);
  }

  /**
   * What of an incident was neither expected nor tolerated, and is bad enough to end a scenario. What follows from a report is not welcome by that; only
   * another name for the same trouble as an expected one is. Nothing is expected while the board is prepared.
   */
  #surprises(incident: KernelIncident, open: boolean, inBody: boolean, known: readonly Expected[] = []): IncidentReport[] {
    const reports = reportsOf(incident);
    const isExpected = (report: IncidentReport): boolean =>
      (inBody && isAmong(this.#expected, report, open)) || isAmong(known, report, open);
    const isWelcome = (report: IncidentReport): boolean => isExpected(report) || isAmong(this.#tolerated, report, open);
    const expected = reports.filter(isExpected);
    const isCovered = (report: IncidentReport, index: number): boolean =>
      isWelcome(report) ||
      (index > 0 && expected.some(({ kind }) => isSameTrouble(report.kind, kind))) ||
      // A kernel that has panicked is not expected to do anything well.
      reports.slice(0, index).some((before) => before.kind === 'panic' && isWelcome(before));
    return reports.filter((report, index) => report.endsScenario && !isCovered(report, index));
  }

  #isUnsettled(): boolean {
    const missing = this.#fatal === undefined && this.#inBody && this.missing().length > 0;
    return missing || [...this.#seen.values()].some(({ open, incident }) => open && incident.endsScenario);
  }
}

const expectedOf = ({ kind, title }: ToleratedIncident): Expected => ({
  kind,
  ...(title ? { title: new RegExp(title.source, title.flags) } : {}),
});

const evidenceOf = ({ channels, lines }: KernelIncident): string[] => lines.map((line) => `${channels[0] ?? 'a53'}: ${line}`);

/** The title is final only when the incident closes; until then it must not be held against it. */
const isAmong = (expected: readonly Expected[], report: IncidentReport, open: boolean): boolean =>
  expected.some((one) => fits(one, report) || (open && isExpectedKind(report.kind, [one.kind])));

const fits = ({ kind, title }: Expected, report: IncidentReport): boolean =>
  // A pattern that is global begins where it ended before; `search` does not.
  isExpectedKind(report.kind, [kind]) && (title === undefined || report.title.search(title) >= 0);

const reportsOf = ({ kind, title, endsScenario, consequences, reports }: KernelIncident): readonly IncidentReport[] =>
  reports ?? [{ kind, title, endsScenario }, ...consequences.map((effect) => ({ kind: effect, title, endsScenario }))];
