import type { BootStage } from '../../core/boot-stage.ts';
import type { Channel } from '../../core/incident.ts';
import type { Announcement, BootStart, PowerDown } from '../boot/boot-start.ts';
import { BootTracker } from '../boot/boot-tracker.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { Audit } from './audit.ts';
import { ChannelWatch } from './channel-watch.ts';
import type { Detector, DetectorOptions, LostCounter } from './detector-contract.ts';
import { type Headline, headlinesWith, logHeadlinesWith, m7HeadlinesWith } from './headlines.ts';
import type { Incident } from './incident.ts';
import { IncidentLog } from './incident-log.ts';
import { knownIssue } from './known-issues.ts';
import { Report } from './report.ts';
import { m7SilenceRule, missedRule, powerDownRule, resetRule, silenceRule, unknownResetRule, watchdogResetRule } from './rules/own.ts';
import type { HeadlineRule } from './rules/rule.ts';
import { Saturation } from './saturation.ts';

export type { Detector, DetectorOptions, LostCounter } from './detector-contract.ts';
export type { KnownIssue } from './known-issues.ts';
export type { HeadlineRule } from './rules/rule.ts';

/** A headline without a newline is looked at after this pause: the board may have died in the middle of its line. */
const unterminatedMs = 250;
const linesBeforeReset = 12;

export const createDetector = (options: DetectorOptions): Detector => new BoardDetector(options);

class BoardDetector implements Detector {
  readonly #log: IncidentLog;
  readonly boots: BootTracker;
  readonly #audit = new Audit();
  readonly #channels: Readonly<Record<Channel, ChannelWatch>>;
  #stage: BootStage | undefined;
  readonly #trustsSystem: boolean;
  #reset: Incident | undefined;
  #isDeaf = false;

  constructor({ rules = [], knownIssues = [], trustsSystem = true, speed = 1, onIncident, onConfirmed }: DetectorOptions) {
    this.#trustsSystem = trustsSystem;
    this.#log = new IncidentLog({
      stage: () => this.#stageNow ?? 'kernel',
      known: (name) => (knownIssues.length === 0 ? undefined : knownIssue(name, knownIssues, new Date().toLocaleDateString('sv'))),
      tell: onIncident,
      confirmed: (id) => onConfirmed?.(id),
    });
    const isDead = (): boolean => this.#log.explains(undefined, true) !== undefined;
    this.boots = new BootTracker({ trustsSystem, isDead, speed });
    this.boots.subscribe({
      began: (start) => this.#onBoot(start),
      poweredDown: (end) => this.#onPoweredDown(end),
      announced: () => this.#log.withdraw(),
      resetCause: (cause) => this.#onResetCause(cause),
      kernelBegan: () => this.#audit.bootBegan(true),
    });
    const board = {
      log: this.#log,
      boots: this.boots,
      audit: this.#audit,
      saturation: new Saturation(),
      isFinished: trustsSystem,
      speed,
      isDeaf: () => this.#isDeaf,
      missed: (what: string, channel: Channel, line: RawLine) => this.#onMissed(what, channel, line),
    };
    const all = trustsSystem ? logHeadlinesWith(rules) : headlinesWith(rules);
    this.#channels = {
      a53: new ChannelWatch('a53', all, board),
      kmsg: new ChannelWatch('kmsg', all, board),
      m7: new ChannelWatch('m7', m7HeadlinesWith(rules), board),
    };
  }

  feed(channel: Channel, chunk: Uint8Array, at: number): void {
    this.#channels[channel].feed(chunk, at);
  }

  sent(channel: Channel, text: string): void {
    this.#channels[channel].sent(text);
  }

  idle(now: number): void {
    for (const watch of Object.values(this.#channels)) watch.peek(now, unterminatedMs);
    this.#log.idle(now);
  }

  stage(stage: BootStage): void {
    this.#stage = stage;
  }

  announceReset(what: Announcement = 'reset'): void {
    this.boots.announce(what);
  }

  retractReset(): void {
    this.boots.retract();
  }

  withoutBoots(read: () => void): void {
    this.#isDeaf = true;
    try {
      read();
    } finally {
      this.#isDeaf = false;
    }
  }

  disown(id: string): void {
    this.#log.disown(id);
  }

  powerOff(): void {
    for (const watch of Object.values(this.#channels)) watch.end();
    this.#log.newBoot();
    this.#audit.bootBegan(false);
    this.boots.powerOff();
    this.#stage = 'off';
  }

  silence(tails: Partial<Record<Channel, readonly string[]>>, at: number): void {
    const lines = Object.entries(tails).flatMap(([channel, tail]) => tail.map((text) => `${channel}: ${text}`));
    this.#conclude(silenceRule, { stage: this.#stageNow }, lines, { text: '', number: 0, start: 0, end: 0, at });
  }

  m7Silence({ tick, image, instead }: LostCounter, tail: readonly string[], at: number): void {
    const here = { text: '', number: 0, start: 0, end: 0, at };
    this.#conclude(m7SilenceRule, { tick: String(tick), image, instead }, tail, here, 'm7');
  }

  end(): void {
    for (const watch of Object.values(this.#channels)) watch.end();
    this.#log.closeAll();
  }

  /** As somebody who knows better has told, else as the console tells. */
  get #stageNow(): BootStage | undefined {
    const { stage } = this.boots;
    return this.#stage ?? (stage === 'off' ? undefined : stage);
  }

  #onBoot({ from, isUnexpected, announcedBy, shown }: BootStart): void {
    // What ran before is over already. Where nobody knew that anything ran, its words may have come all the same.
    if (!shown || from === 'off') return;
    const { line } = shown;
    const watch = this.#channels.a53;
    const explained = this.#log.explains(watch.lastTime, !this.#trustsSystem) !== undefined;
    const before = watch.before(linesBeforeReset, { beforeDoubt: shown.certainAt > line.end });
    this.#endBoot();
    this.#reset = undefined;
    if (!isUnexpected || explained) return;
    const orderly = announcedBy === 'console';
    const how = orderly ? 'the system rebooted in good order, and nobody here had asked for it' : undefined;
    const rule = this.#trustsSystem ? unknownResetRule : resetRule;
    this.#reset = this.#conclude(rule, { how }, [...before, line.text], line, 'a53', orderly, this.#trustsSystem);
  }

  #onPoweredDown({ isUnexpected, line }: PowerDown): void {
    const before = this.#channels.a53.before(linesBeforeReset);
    this.#endBoot();
    if (isUnexpected) this.#conclude(powerDownRule, {}, [...before, line.text], line, 'a53', true);
  }

  /** Nothing of what was printed or typed so far says anything of what comes. */
  #endBoot(): void {
    this.#log.newBoot();
    this.#audit.bootBegan(false);
    for (const watch of Object.values(this.#channels)) watch.forget();
  }

  #onResetCause(cause: string): void {
    if (!this.#reset || this.#reset.closed) return;
    // Somebody has switched the board on: nobody who reads its log later can call that a failure.
    if (this.#trustsSystem && /\bPOR\b/.test(cause)) {
      this.#log.withdrawReset(this.#reset);
      return;
    }
    const [report] = this.#reset.copies;
    // The watchdog is how i.MX restarts, too.
    const byWatchdog = /\bWDOG/.test(cause) && !this.#reset.orderly;
    const rule = byWatchdog ? watchdogResetRule : this.#trustsSystem ? unknownResetRule : resetRule;
    const { groups, text } = report!.headline;
    report!.headline = { rule, groups: { ...groups, cause }, text };
    this.#reset.kind = rule.kind;
    this.#reset.severity = rule.severity;
    this.#reset.endsScenario = rule.endsScenario;
  }

  #onMissed(what: string, channel: Channel, line: RawLine): void {
    this.#conclude(missedRule, { what }, [line.text], line, channel);
  }

  #conclude(
    rule: HeadlineRule,
    groups: Headline['groups'],
    lines: readonly string[],
    line: RawLine,
    channel: Channel = 'a53',
    orderly = false,
    held = false,
  ): Incident {
    const headline = { rule, groups, text: lines.at(-1) ?? '' };
    const report = new Report(channel, headline, { text: '', time: undefined, caller: undefined, stamped: true });
    const incident = this.#log.conclude(report, line);
    incident.orderly = orderly;
    incident.held = held;
    for (const text of lines) incident.record(channel, text, line, undefined);
    this.#log.announce(incident);
    return incident;
  }
}
