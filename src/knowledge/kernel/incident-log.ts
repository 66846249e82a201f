import type { BootStage } from '../../core/boot-stage.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import type { Expected } from './expected-faults.ts';
import { Incident } from './incident.ts';
import { isCause, isCopy } from './kinship.ts';
import type { Message } from './normalise.ts';
import { Report } from './report.ts';
import { lostCause } from './rules/lost-causes.ts';
import type { HeadlineRule } from './rules/rule.ts';

/** Incidents of this boot, of which any may be the cause of what comes. */
export const remembered = 64;
/** Seconds of kernel time, milliseconds of host time, and lines without either, after which nothing more belongs to an incident. */
const quietSeconds = 2;
const quietMs = 1500;
const quietLines = 80;
/** How long after its own line a reboot may be announced: behind the last words of every driver. */
const rebootSeconds = 10;
const rebootMs = 10_000;

export interface IncidentLogOptions {
  readonly stage: () => BootStage;
  readonly known: (name: { title: string; signature: string }) => string | undefined;
  readonly tell: (phase: 'opened' | 'closed', incident: KernelIncident, isClaim: boolean) => void;
  /** The kernel's own log has confirmed what only a UART had told. */
  readonly confirmed: (id: string) => void;
}

/** All incidents of one board: which headline opens one, which is a copy, which a consequence, and when one is over. */
export class IncidentLog {
  readonly #options: IncidentLogOptions;
  #open: Incident[] = [];
  /** Of this boot, newest last. */
  #past: Incident[] = [];
  #count = 0;

  constructor(options: IncidentLogOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#open.length > 0;
  }

  /**
   * The newest incident of this boot that is reason enough for a reset within a minute of kernel time. `onlyPanic`: what a kernel that panics does
   * as its last act, and nothing that merely stands before a reset.
   */
  explains(lastTime: number | undefined, onlyPanic: boolean): Incident | undefined {
    const isPanic = (incident: Incident): boolean => !incident.isUnverified && (incident.kind === 'panic' || incident.effects.has('panic'));
    if (onlyPanic) return this.#past.findLast(isPanic);
    return this.#past.findLast(
      (incident) =>
        isPanic(incident) ||
        incident.kind === 'silent-freeze' ||
        (incident.severity === 'fatal' && (incident.lastTime ?? 0) + 90 > (lastTime ?? 0)),
    );
  }

  /** The incident that the report belongs to: a new one, or the one that it copies or follows from. Undefined for a record seen before. */
  enter(report: Report, line: RawLine): Incident | undefined {
    if (this.#seenBefore(report)) return undefined;
    if (!report.headline.rule.yields) this.#forget((incident) => incident.held && ruleOf(incident).yields === true);
    const copied = this.#past.findLast((incident) => isCopy(incident, report, line));
    if (copied) {
      this.#confirm(copied, () => copied.join(report));
      return copied;
    }
    const cause = this.#past.findLast((incident) => isCause(incident, report, line));
    if (cause) return this.#worsen(cause, report);
    return this.#concludeFromPanic(report, line) ?? this.conclude(report, line);
  }

  /** A panic whose reason is a report that the log lacks is that report's consequence. */
  #concludeFromPanic(report: Report, line: RawLine): Incident | undefined {
    const panic = report.headline;
    const cause = lostCause(panic);
    if (!cause) return undefined;
    report.headline = cause;
    const incident = this.conclude(report, line);
    const { time, caller } = report;
    incident.suffer(new Report(report.channel, panic, { text: panic.text, time, caller, stamped: true }));
    return incident;
  }

  /** Opens an incident of its own, whatever else is open. */
  conclude(report: Report, line: RawLine): Incident {
    const incident = new Incident(`incident-${++this.#count}`, this.#options.stage(), report, line.at);
    this.#open.push(incident);
    this.#past = [...this.#past, incident].slice(-remembered);
    return incident;
  }

  announce(incident: Incident): void {
    if (!incident.held) this.#tell('opened', incident);
  }

  /** Ends what the kernel's own clock says is over. */
  pass(message: Message): void {
    if (this.#open.length === 0) return;
    this.#undo(message.text);
    for (const incident of this.#open) {
      const quiet =
        message.time !== undefined &&
        incident.lastTime !== undefined &&
        message.time - incident.lastTime > (incident.held ? rebootSeconds : quietSeconds);
      if (quiet || ++incident.idleLines > quietLines) this.close(incident);
    }
  }

  idle(now: number): void {
    for (const incident of this.#open) if (now - incident.lastAt >= (incident.held ? rebootMs : quietMs)) this.close(incident);
  }

  close(incident: Incident): void {
    if (incident.closed) return;
    incident.closed = true;
    this.#open = this.#open.filter((other) => other !== incident);
    if (incident.held) {
      incident.held = false;
      this.announce(incident);
    }
    this.#tell('closed', incident);
  }

  /** No kernel has printed it. */
  disown(id: string): void {
    const incident = this.#past.find((each) => each.id === id);
    if (incident) this.withdrawReset(incident);
  }

  /** What looked like a reset was somebody who switched the board on. */
  withdrawReset(incident: Incident): void {
    incident.closed = true;
    this.#open = this.#open.filter((other) => other !== incident);
    this.#past = this.#past.filter((other) => other !== incident);
  }

  /** The system reboots in good order: what was held back for that was nothing. */
  withdraw(): void {
    this.#forget(isHeldForReboot);
  }

  /** A test has passed: the fault was what it was after. */
  withdrawExpected(expected: Expected | undefined): void {
    if (!expected) return;
    const { kind, frame } = expected;
    this.#forget((incident) => incident.kind === kind || (frame !== undefined && incident.best.name().frame === frame));
  }

  /** What the line says to be over was nothing. */
  #undo(text: string): void {
    const over = this.#open.filter(({ held }) => held).filter((incident) => isOver(incident, text));
    if (over.length > 0) this.#forget((incident) => over.includes(incident));
  }

  /** As if they had never been. */
  #forget(which: (incident: Incident) => boolean): void {
    for (const incident of this.#open) if (which(incident)) incident.closed = true;
    this.#past = this.#past.filter((incident) => !this.#open.includes(incident) || !which(incident));
    this.#open = this.#open.filter(({ closed }) => !closed);
  }

  closeAll(): void {
    for (const incident of this.#open) this.close(incident);
  }

  /** Everything is over, and nothing of it can be the cause of what comes. */
  newBoot(): void {
    this.closeAll();
    this.#past = [];
  }

  #tell(phase: 'opened' | 'closed', incident: Incident): void {
    this.#options.tell(phase, incident.snapshot(this.#options.known), incident.isClaim);
  }

  #confirm(incident: Incident, byReport: () => void): void {
    const wasClaim = incident.isClaim;
    byReport();
    if (wasClaim && !incident.isClaim) this.#options.confirmed(incident.id);
  }

  #worsen(cause: Incident, report: Report): Incident {
    let worse = false;
    this.#confirm(cause, () => {
      worse = cause.suffer(report);
    });
    const reopened = this.#reopen(cause);
    const untold = cause.held;
    cause.held = false;
    if (worse || reopened || untold) this.announce(cause);
    return cause;
  }

  /** A soft lockup comes half a minute after the stall that caused it: what was over is told again, with its end. */
  #reopen(incident: Incident): boolean {
    if (!incident.closed) return false;
    incident.closed = false;
    incident.idleLines = 0;
    this.#open.push(incident);
    return true;
  }

  #seenBefore(report: Report): boolean {
    const { time, channel } = report;
    if (time === undefined) return false;
    return this.#past.some(
      (incident) =>
        incident.closed && incident.kind === report.headline.rule.kind && incident.channels.has(channel) && incident.time === time,
    );
  }
}

const ruleOf = ({ copies }: Incident): HeadlineRule => copies[0]!.headline.rule;

const isOver = (incident: Incident, text: string): boolean => {
  const said = ruleOf(incident).undoneBy?.exec(text);
  return said !== undefined && said !== null && said.groups?.dev === incident.best.headline.groups.dev;
};

const isHeldForReboot = (incident: Incident): boolean => incident.held && ruleOf(incident).unlessReboot === true;
