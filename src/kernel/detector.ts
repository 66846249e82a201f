import type { BootStage } from '../core/boot-stage.ts';
import type { Channel, KernelIncident } from '../core/incident.ts';
import { BootWatch } from './boot-watch.ts';
import { ChannelWatch } from './channel-watch.ts';
import { Headlines, headlinesWith } from './headlines.ts';
import type { Incident } from './incident.ts';
import { IncidentLog } from './incident-log.ts';
import { type KnownIssue, knownIssue } from './known-issues.ts';
import type { RawLine } from './line-reader.ts';
import { Report } from './report.ts';
import { resetRule, silenceRule, watchdogResetRule } from './rules/own.ts';
import type { HeadlineRule } from './rules/rule.ts';

export type { KnownIssue } from './known-issues.ts';
export type { HeadlineRule } from './rules/rule.ts';

/** A headline without a newline is looked at after this pause: the board may have died in the middle of its line. */
const unterminatedMs = 250;
const linesBeforeReset = 12;

export interface DetectorOptions {
  /** A lab's own, looked at before the built-in ones; the only ones for the M7's UART. */
  readonly rules?: readonly HeadlineRule[];
  readonly knownIssues?: readonly KnownIssue[];
  /**
   * `opened` comes with the headline, and once more for the same id when a consequence makes the incident worse; title and signature
   * are final with `closed`.
   */
  onIncident(phase: 'opened' | 'closed', incident: KernelIncident): void;
}

export interface Detector {
  /** Bytes in the order in which they came, cut anywhere; `at` in host monotonic milliseconds. */
  feed(channel: Channel, chunk: Uint8Array, at: number): void;
  /** Call at any rate: looks at unterminated lines and closes what has been quiet. */
  idle(now: number): void;
  stage(stage: BootStage): void;
  /** The next reset is asked for: it is no incident. */
  announceReset(): void;
  /** Closes everything; whatever comes next is another boot. */
  powerOff(): void;
  /** No channel answers: opens a silent-freeze with the last lines of every channel. */
  silence(tails: Partial<Record<Channel, readonly string[]>>, at: number): void;
  end(): void;
}

export const createDetector = (options: DetectorOptions): Detector => new BoardDetector(options);

class BoardDetector implements Detector {
  readonly #log: IncidentLog;
  readonly #boots: BootWatch;
  readonly #channels: Readonly<Record<Channel, ChannelWatch>>;
  #stage: BootStage | undefined;
  #reset: Incident | undefined;

  constructor({ rules = [], knownIssues = [], onIncident }: DetectorOptions) {
    const today = new Date().toLocaleDateString('sv');
    this.#log = new IncidentLog({
      stage: () => this.#stage ?? this.#boots.stage ?? 'kernel',
      known: (name) => knownIssue(name, knownIssues, today),
      tell: onIncident,
    });
    this.#boots = new BootWatch({
      reset: (unexplained, line) => this.#onReset(unexplained, line),
      resetCause: (cause) => this.#onResetCause(cause),
    });
    const all = headlinesWith(rules);
    this.#channels = {
      a53: new ChannelWatch('a53', all, this.#log, this.#boots),
      kmsg: new ChannelWatch('kmsg', all, this.#log, this.#boots),
      m7: new ChannelWatch('m7', new Headlines(rules), this.#log, this.#boots),
    };
  }

  feed(channel: Channel, chunk: Uint8Array, at: number): void {
    this.#channels[channel].feed(chunk, at);
  }

  idle(now: number): void {
    for (const watch of Object.values(this.#channels)) watch.peek(now, unterminatedMs);
    this.#log.idle(now);
  }

  stage(stage: BootStage): void {
    this.#stage = stage;
  }

  announceReset(): void {
    this.#boots.announce();
  }

  powerOff(): void {
    for (const watch of Object.values(this.#channels)) watch.end();
    this.#log.newBoot();
    this.#boots.powerOff();
    this.#stage = 'off';
  }

  silence(tails: Partial<Record<Channel, readonly string[]>>, at: number): void {
    const lines = Object.entries(tails).flatMap(([channel, tail]) => tail.map((text) => `${channel}: ${text}`));
    this.#conclude(silenceRule, { stage: this.#stage ?? this.#boots.stage }, lines, at);
  }

  end(): void {
    for (const watch of Object.values(this.#channels)) watch.end();
    this.#log.closeAll();
  }

  #onReset(unexplained: boolean, line: RawLine | undefined): void {
    const watch = this.#channels.a53;
    const explained = this.#log.explains(watch.lastTime) !== undefined;
    const before = watch.before(linesBeforeReset);
    this.#log.newBoot();
    for (const each of Object.values(this.#channels)) each.forget();
    this.#reset = undefined;
    if (unexplained && !explained) {
      const lines = line ? [...before, line.text] : before;
      this.#reset = this.#conclude(resetRule, {}, lines, line?.at ?? 0, line);
    }
  }

  #onResetCause(cause: string): void {
    if (!this.#reset || this.#reset.closed) return;
    const [report] = this.#reset.copies;
    const rule = /\bWDOG/.test(cause) ? watchdogResetRule : resetRule;
    report!.headline = { rule, groups: { cause }, text: report!.headline.text };
    this.#reset.kind = rule.kind;
  }

  #conclude(
    rule: HeadlineRule,
    groups: Record<string, string | undefined>,
    lines: readonly string[],
    at: number,
    line?: RawLine,
  ): Incident {
    const nowhere: RawLine = { text: '', number: 0, start: 0, end: 0, at };
    const report = new Report(
      'a53',
      { rule, groups, text: lines.at(-1) ?? '' },
      { text: '', time: undefined, caller: undefined, stamped: true },
    );
    const incident = this.#log.conclude(report, line ?? nowhere);
    for (const text of lines) incident.record('a53', text, line ?? nowhere, undefined);
    this.#log.announce(incident);
    return incident;
  }
}
