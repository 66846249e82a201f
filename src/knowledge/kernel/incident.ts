import type { BootStage } from '../../core/boot-stage.ts';
import type { Channel, IncidentKind, IncidentReport, KernelIncident, Severity } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { isOfLab } from './headlines.ts';
import type { Report } from './report.ts';

const mostLines = 240;
const mostCharacters = 48_000;
const severities: readonly Severity[] = ['info', 'warning', 'error', 'fatal'];

const beginnings: ReadonlySet<IncidentKind> = new Set(['warning', 'atomic-sleep', 'lockdep', 'mem-corruption', 'alloc-fail']);
const crashes: ReadonlySet<IncidentKind> = new Set(['oops', 'bug', 'bus-error', 'kasan', 'kfence']);

/** A failure in the making: the report that opened it, its copies from other channels and what followed from it. */
export class Incident {
  readonly id: string;
  readonly stage: BootStage;
  readonly at: number;
  readonly time: number | undefined;
  kind: IncidentKind;
  severity: Severity;
  endsScenario: boolean;
  /** The copies of the first report, one a channel. */
  readonly copies: Report[] = [];
  readonly channels = new Set<Channel>();
  /** What followed from it, the first report of each kind. */
  readonly effects = new Map<IncidentKind, Report>();
  readonly notes: string[] = [];
  closed = false;
  /** Nothing is told of it yet, and nothing will be if the system announces a reboot, or if it yields to another report. */
  held: boolean;
  /** Of a reset: the system itself had said that it would come. */
  orderly = false;
  lastAt: number;
  lastTime: number | undefined;
  /** Lines since the headline that did not add to it. */
  idleLines = 0;
  /** `own` counts the lines up to the last one that surely belongs. */
  readonly #excerpts = new Map<Channel, { readonly lines: string[]; own: number }>();
  /** A later report of the same kind that weighs more: a fatal PCIe error behind corrected ones. */
  #graver: Report | undefined;
  #characters = 0;
  #range: { firstLine: number; lastLine: number; firstByte: number; lastByte: number } | undefined;

  constructor(id: string, stage: BootStage, report: Report, at: number) {
    const { rule } = report.headline;
    this.id = id;
    this.stage = stage;
    this.at = at;
    this.lastAt = at;
    this.time = report.time;
    this.lastTime = report.time;
    this.kind = rule.kind;
    this.severity = rule.severity;
    this.endsScenario = rule.endsScenario;
    this.held = (rule.unlessReboot || rule.yields || rule.undoneBy !== undefined) ?? false;
    this.join(report);
  }

  join(copy: Report): void {
    this.copies.push(copy);
    this.channels.add(copy.channel);
  }

  /** Adds a consequence; true when it makes the incident worse than was told. */
  suffer(report: Report): boolean {
    const { rule } = report.headline;
    if (rule.kind !== this.kind && !this.effects.has(rule.kind)) this.effects.set(rule.kind, report);
    const worse = severities.indexOf(rule.severity) > severities.indexOf(this.severity) || (rule.endsScenario && !this.endsScenario);
    if (severities.indexOf(rule.severity) > severities.indexOf(this.severity)) {
      this.severity = rule.severity;
      if (rule.kind === this.kind) this.#graver = report;
    }
    this.endsScenario ||= rule.endsScenario;
    return worse;
  }

  /** True as long as nothing but text behind unknown prefixes tells of it. */
  get isUnverified(): boolean {
    return [...this.copies, ...this.effects.values()].every(({ headline }) => headline.unverified);
  }

  /** Only a UART tells of it, on which any program may print, and the kernel would have put every report of it into its own log as well. */
  get isClaim(): boolean {
    const reports = [...this.copies, ...this.effects.values()];
    return reports.every(
      ({ channel, headline }) => channel === 'a53' && (headline.rule.from ?? 'kernel') === 'kernel' && !isOfLab(headline.rule),
    );
  }

  get consequences(): ReadonlySet<IncidentKind> {
    return new Set(this.effects.keys());
  }

  remark(note: string | undefined): void {
    if (note !== undefined) this.notes.push(note);
  }

  record(channel: Channel, text: string, line: RawLine, time: number | undefined, belongs = true): void {
    this.lastAt = Math.max(this.lastAt, line.at);
    const excerpt = this.#excerpts.get(channel) ?? { lines: [], own: 0 };
    this.#excerpts.set(channel, excerpt);
    if (excerpt.lines.length < mostLines && this.#characters <= mostCharacters) {
      this.#characters += text.length;
      excerpt.lines.push(utf8(text));
    }
    if (!belongs) return;
    excerpt.own = excerpt.lines.length;
    if (time !== undefined) this.lastTime = Math.max(this.lastTime ?? time, time);
    this.idleLines = 0;
    this.#reach(channel, line);
  }

  /** `named` has its name already. */
  #reports(named: Report, title: string): IncidentReport[] {
    const titleOf = (report: Report): string => (report === named ? title : utf8(report.name().title));
    const effects = [...this.effects.values()].map((report) => ({
      kind: report.headline.rule.kind,
      title: titleOf(report),
      endsScenario: report.headline.rule.endsScenario,
    }));
    const first = { kind: this.kind, title: titleOf(this.best), endsScenario: this.best.headline.rule.endsScenario };
    return [first, ...effects];
  }

  #reach(channel: Channel, line: RawLine): void {
    if (channel !== this.copies[0]!.channel || line.number === 0) return;
    this.#range ??= { firstLine: line.number, lastLine: line.number, firstByte: line.start, lastByte: line.end };
    this.#range.lastLine = line.number;
    this.#range.lastByte = line.end;
  }

  /** The copy with the most frames names the incident, the first one where they are equal. */
  get best(): Report {
    return this.copies.reduce((best, copy) => (copy.size > best.size ? copy : best));
  }

  /** What names it: the first report, or the crash that a mere warning was the beginning of. A panic only says how the kernel took it. */
  get #worst(): { readonly kind: IncidentKind; readonly report: Report } {
    const crash = beginnings.has(this.kind) ? [...this.effects].find(([kind]) => crashes.has(kind)) : undefined;
    return crash ? { kind: crash[0], report: crash[1] } : { kind: this.kind, report: this.#graver ?? this.best };
  }

  snapshot(known: (name: { title: string; signature: string }) => string | undefined): KernelIncident {
    const { kind, report: best } = this.#worst;
    const name = utf8Strings(best.name());
    const mark = known(name);
    const excerpt = this.#excerpts.get(best.channel);
    return {
      id: this.id,
      kind,
      severity: this.severity,
      endsScenario: this.endsScenario,
      title: name.title,
      signature: name.signature,
      ...(name.frame === undefined ? {} : { frame: name.frame }),
      ...(name.stack === undefined ? {} : { stack: name.stack }),
      ...(best.cpu === undefined ? {} : { cpu: best.cpu }),
      ...(best.task === undefined ? {} : { task: utf8(best.task) }),
      stage: this.stage,
      at: this.at,
      ...(this.time === undefined ? {} : { kernelTime: this.time }),
      channels: [...this.channels],
      lines: excerpt?.lines.slice(0, excerpt.own) ?? [],
      consequences: [this.kind, ...this.effects.keys()].filter((other) => other !== kind),
      reports: this.#reports(best, name.title),
      ...(this.isUnverified ? { unverified: true } : {}),
      ...(this.orderly ? { orderly: true } : {}),
      ...(mark === undefined ? {} : { knownIssue: mark }),
      ...(this.notes.length === 0 ? {} : { notes: [...this.notes] }),
      ...(this.#range === undefined ? {} : { range: { ...this.#range } }),
    };
  }
}

/** Lines are read byte by character, whatever they hold; what people read is UTF-8. */
const utf8 = (text: string): string => (/[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text);

const utf8Strings = <T extends object>(named: T): T =>
  Object.fromEntries(Object.entries(named).map(([key, value]) => [key, typeof value === 'string' ? utf8(value) : value])) as T;
