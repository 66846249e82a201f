import type { Channel } from '../core/incident.ts';
import type { BootWatch } from './boot-watch.ts';
import { bootSign, bootWords } from './boots.ts';
import { damagedHeadline, evidenceWords, isEvidence } from './damaged.ts';
import type { Headline, Headlines } from './headlines.ts';
import type { Incident } from './incident.ts';
import type { IncidentLog } from './incident-log.ts';
import { type Hint, LineReader, type LineSink, type RawLine } from './line-reader.ts';
import { type Message, normalise, stripControls } from './normalise.ts';
import { Report } from './report.ts';
import { TypedText, typedWords } from './typed-text.ts';
import { WordSearch } from './word-search.ts';

const mostContexts = 16;

interface Body {
  readonly incident: Incident;
  readonly report: Report;
}

/** One channel of a board: its lines, its printing contexts, and what is being reported in each of them. */
export class ChannelWatch implements LineSink {
  readonly channel: Channel;
  readonly #headlines: Headlines;
  readonly #log: IncidentLog;
  readonly #boots: BootWatch;
  readonly #reader: LineReader;
  readonly #typed = new TypedText();
  readonly #bodies = new Map<string, Body>();
  #stampedLines = 0;
  #lastTime: number | undefined;
  /** The unterminated line that has already been looked at, and the report that it opened. */
  #peeked: { readonly start: number; readonly body: Body | undefined } | undefined;

  constructor(channel: Channel, headlines: Headlines, log: IncidentLog, boots: BootWatch) {
    this.channel = channel;
    this.#headlines = headlines;
    this.#log = log;
    this.#boots = boots;
    this.#reader = new LineReader(hintFor(headlines), this);
  }

  get lastTime(): number | undefined {
    return this.#lastTime;
  }

  /** The last lines before the one being looked at, oldest first. */
  before(count: number): readonly string[] {
    return this.#reader.before(count);
  }

  get busy(): boolean {
    return this.#log.busy || this.#typed.reading;
  }

  feed(chunk: Uint8Array, at: number): void {
    this.#reader.feed(chunk, at);
  }

  /** Looks at a line that stopped without its newline: a board that died, or one that will go on. */
  peek(now: number, afterMs: number): void {
    const line = this.#reader.peek();
    if (!line || now - line.at < afterMs || this.#peeked?.start === line.start) return;
    this.#peeked = { start: line.start, body: undefined };
    for (const message of normalise(line.text)) {
      const headline = this.#headline(message);
      const body = headline && this.#open(headline, message, line);
      if (body) this.#peeked = { start: line.start, body };
    }
  }

  end(): void {
    this.#reader.end();
    this.forget();
  }

  forget(): void {
    this.#bodies.clear();
    this.#typed.forget();
    this.#lastTime = undefined;
    this.#stampedLines = 0;
  }

  quiet(text: string, from: number, to: number): void {
    const time = leadingTime(text, from, to);
    if (time !== -1) this.#clock(time);
  }

  line(line: RawLine): void {
    this.#typed.see(stripControls(line.text), this.#lastTime);
    for (const message of normalise(line.text)) this.#message(message, line);
    this.#peeked = undefined;
  }

  #message(message: Message, line: RawLine): void {
    const sign = bootSign(message);
    if (sign && !this.#typed.repeats(message.text, message.time)) this.#boots.sign(this.channel, sign, line);
    if (message.time !== undefined) this.#clock(message.time);
    this.#log.pass(message);
    const headline = this.#headline(message);
    this.#findDamaged(message, headline, line);
    if (headline) {
      if (this.#peeked?.start === line.start && this.#peeked.body) this.#complete(this.#peeked.body, headline);
      else this.#open(headline, message, line);
    } else this.#continue(message, line);
  }

  #clock(time: number): void {
    if (this.#typed.reading) return;
    const boot = this.#boots.clock(this.channel, time, this.#lastTime);
    if (boot === 'doubtful') return;
    if (boot === 'anew') this.forget();
    this.#lastTime = time;
    this.#stampedLines++;
  }

  #headline(message: Message): Headline | undefined {
    const headline = this.#headlines.find(message.text);
    if (!headline || this.#typed.repeats(message.text, message.time)) return undefined;
    // Where the kernel stamps its lines, a line without a stamp is somebody else's.
    const kernels = (headline.rule.from ?? 'kernel') === 'kernel';
    return kernels && !message.stamped && this.#stampedLines > 3 ? undefined : headline;
  }

  #open(headline: Headline, message: Message, line: RawLine): Body | undefined {
    const key = message.caller ?? '';
    const current = this.#bodies.get(key);
    if (current && goesOn(current, headline)) {
      this.#continue(message, line);
      return current;
    }
    const report = new Report(this.channel, headline, message);
    const incident = this.#log.enter(report, line);
    if (!incident) return undefined;
    const first = incident.copies[0] === report;
    incident.record(this.channel, message.text, line, message.time);
    if (first) this.#log.announce(incident);
    const body = { incident, report };
    this.#keep(key, body);
    return body;
  }

  /** A body without a headline, or a consequence without a cause: the headline is among the lines behind, and came damaged. */
  #findDamaged(message: Message, headline: Headline | undefined, line: RawLine): void {
    const body = this.#bodies.get(message.caller ?? '');
    if (body && !body.incident.closed && !body.report.frozen) return;
    if (headline ? headline.rule.kind !== 'panic' && headline.rule.continues === undefined : !isEvidence(message.text)) return;
    if (this.#typed.reading || (this.#stampedLines > 3 && !message.stamped)) return;
    const before = this.#reader.before(headline ? 12 : 24);
    const damaged = damagedHeadline(before, message.caller, this.#headlines);
    if (!damaged || damaged.message.stamped !== message.stamped || isOld(damaged.message, message)) return;
    const at = { ...line, number: line.number - damaged.ago, start: line.start - lengthOf(before.slice(-damaged.ago)) };
    const opened = this.#open(damaged.headline, damaged.message, at);
    if (!opened) return;
    for (const text of before.slice(before.length - damaged.ago + 1)) for (const between of normalise(text)) this.#continue(between, line);
  }

  #keep(key: string, body: Body): void {
    this.#bodies.delete(key);
    if (this.#bodies.size >= mostContexts) this.#bodies.delete(this.#bodies.keys().next().value ?? '');
    this.#bodies.set(key, body);
  }

  #continue(message: Message, line: RawLine): void {
    const body = this.#bodies.get(message.caller ?? '');
    if (!body || body.incident.closed) return;
    if (!message.stamped && this.#stampedLines > 3) return;
    if (body.report.frozen) return;
    const belongs = body.report.add(message.text);
    body.incident.record(this.channel, message.text, line, message.time, belongs);
    if (endMark.test(message.text)) body.report.frozen = true;
  }

  #complete(body: Body, headline: Headline): void {
    if (headline.rule.kind === body.report.headline.rule.kind) body.report.headline = headline;
  }
}

/** A second headline of the same report: `Internal error: Oops` behind `Unable to handle`, or a line printed twice. */
const goesOn = ({ incident, report }: Body, { rule, text }: Headline): boolean =>
  !incident.closed &&
  !report.frozen &&
  (rule.continues?.includes(report.headline.rule.kind) ||
    (rule === report.headline.rule && report.size === 0 && sameStart(text, report.headline.text)));
const sameStart = (one: string, other: string): boolean => one.slice(0, 40) === other.slice(0, 40);

const hints = new WeakMap<Headlines, Hint>();
const hintFor = (headlines: Headlines): Hint => {
  const words = () => new WordSearch([...headlines.words, ...bootWords, ...typedWords, ...evidenceWords]);
  const hint = hints.get(headlines) ?? { words: words(), pattern: headlines.pattern };
  hints.set(headlines, hint);
  return hint;
};

const isOld = (message: Message, now: Message): boolean =>
  message.time !== undefined && now.time !== undefined && now.time - message.time > 2;
const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

const endMark = /^---\[ end (?:trace|Kernel panic)|^-{6,}\[ cut here \]|^Rebooting in \d+ seconds/;

/** The kernel time at the start of a line, read without a pattern; -1 when there is none. */
const leadingTime = (text: string, from: number, to: number): number => {
  let at = from;
  if (text.charCodeAt(at) === 60) at = text.indexOf('>', at) + 1;
  if (text.charCodeAt(at) !== 91) return -1;
  let seconds = 0;
  for (at++; at < to && text.charCodeAt(at) === 32; ) at++;
  const digits = at;
  for (let code = text.charCodeAt(at); at < to && code >= 48 && code <= 57; code = text.charCodeAt(++at))
    seconds = seconds * 10 + code - 48;
  return at > digits && text.charCodeAt(at) === 46 && text.charCodeAt(at + 7) === 93 ? seconds : -1;
};
