import type { BootStage } from '../core/boot-stage.ts';
import type { Channel, KernelIncident } from '../core/incident.ts';
import { Audit } from './audit.ts';
import { BootWatch } from './boot-watch.ts';
import { ChannelWatch } from './channel-watch.ts';
import { type Headline, Headlines, headlinesWith } from './headlines.ts';
import type { Incident } from './incident.ts';
import { IncidentLog } from './incident-log.ts';
import { type KnownIssue, knownIssue } from './known-issues.ts';
import type { RawLine } from './line-reader.ts';
import { Report } from './report.ts';
import { missedRule, resetRule, silenceRule, watchdogResetRule } from './rules/own.ts';
import type { HeadlineRule } from './rules/rule.ts';
import { Saturation } from './saturation.ts';

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

const none = new Headlines([]);

class BoardDetector implements Detector {
  readonly #log: IncidentLog;
  readonly #boots: BootWatch;
  readonly #audit = new Audit();
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
      announced: () => this.#log.withdraw(),
      resetCause: (cause) => this.#onResetCause(cause),
      kernelBegan: () => this.#audit.bootBegan(true),
    });
    const board = {
      log: this.#log,
      boots: this.#boots,
      audit: this.#audit,
      saturation: new Saturation(),
      missed: (what: string, channel: Channel, line: RawLine) => this.#onMissed(what, channel, line),
    };
    const all = headlinesWith(rules);
    const only = rules.length === 0 ? none : new Headlines(rules);
    this.#channels = {
      a53: new ChannelWatch('a53', all, board),
      kmsg: new ChannelWatch('kmsg', all, board),
      m7: new ChannelWatch('m7', only, board),
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
    this.#audit.bootBegan(false);
    this.#boots.powerOff();
    this.#stage = 'off';
  }

  silence(tails: Partial<Record<Channel, readonly string[]>>, at: number): void {
    const lines = Object.entries(tails).flatMap(([channel, tail]) => tail.map((text) => `${channel}: ${text}`));
    this.#conclude(silenceRule, { stage: this.#stage ?? this.#boots.stage }, lines, { text: '', number: 0, start: 0, end: 0, at });
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
    this.#audit.bootBegan(false);
    for (const each of Object.values(this.#channels)) each.forget();
    this.#reset = undefined;
    if (unexplained && !explained) {
      const lines = line ? [...before, line.text] : before;
      this.#reset = this.#conclude(resetRule, {}, lines, line ?? watch.here());
    }
  }

  #onResetCause(cause: string): void {
    if (!this.#reset || this.#reset.closed) return;
    const [report] = this.#reset.copies;
    const rule = /\bWDOG/.test(cause) ? watchdogResetRule : resetRule;
    report!.headline = { rule, groups: { cause }, text: report!.headline.text };
    this.#reset.kind = rule.kind;
  }

  #onMissed(what: string, channel: Channel, line: RawLine): void {
    this.#conclude(missedRule, { what }, [line.text], line, channel);
  }

  #conclude(rule: HeadlineRule, groups: Headline['groups'], lines: readonly string[], line: RawLine, channel: Channel = 'a53'): Incident {
    const headline = { rule, groups, text: lines.at(-1) ?? '' };
    const report = new Report(channel, headline, { text: '', time: undefined, caller: undefined, stamped: true });
    const incident = this.#log.conclude(report, line);
    for (const text of lines) incident.record(channel, text, line, undefined);
    this.#log.announce(incident);
    return incident;
  }
}
