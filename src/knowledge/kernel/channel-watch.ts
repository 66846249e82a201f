import type { Channel } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import type { BoardState } from './board-state.ts';
import { BootFeed } from './boot-feed.ts';
import { Contexts } from './contexts.ts';
import { passedTest } from './expected-faults.ts';
import type { Headline, Headlines } from './headlines.ts';
import { hintFor } from './hints.ts';
import { isShortened, leadingTime } from './leading-time.ts';
import { LineReader, type LineSink } from './line-reader.ts';
import { LostReports } from './lost-reports.ts';
import { type Message, normalise, stripControls } from './normalise.ts';
import { Report } from './report.ts';
import { type Body, goesOn, isEnd } from './report-body.ts';
import { strongHeadline } from './strong-words.ts';
import { ofRecord } from './structured-line.ts';
import { TypedText } from './typed-text.ts';
import { harmlessUntilVerified, ownWord, standsInLog } from './unverified.ts';
import { completed, WrappedLines } from './wrapped-lines.ts';

/** One channel of a board: its lines, its printing contexts, and what is being reported in each of them. */
export class ChannelWatch implements LineSink {
  readonly channel: Channel;
  readonly #headlines: Headlines;
  readonly #board: BoardState;
  readonly #reader: LineReader;
  readonly #typed: TypedText;
  readonly #wrapped: WrappedLines;
  readonly #lost: LostReports;
  readonly #bodies = new Contexts();
  /** Only the A53's UART shows which boot this is. */
  readonly #boots: BootFeed | undefined;
  #stampedLines = 0;
  #lastTime: number | undefined;
  /** The line of the last headline. */
  #opened = -1;
  /** The unterminated line that has already been looked at, and the report that it opened. */
  #peeked: { readonly start: number; readonly body: Body | undefined } | undefined;

  constructor(channel: Channel, headlines: Headlines, board: BoardState) {
    this.channel = channel;
    this.#headlines = headlines;
    this.#board = board;
    this.#typed = new TypedText(board);
    this.#wrapped = new WrappedLines(headlines);
    this.#reader = new LineReader(hintFor(headlines), this);
    this.#lost = new LostReports({
      headlines,
      reader: this.#reader,
      isFinished: board.isFinished,
      open: (headline, message, line) => this.#open(headline, message, line),
      continue: (message, line) => this.#continue(message, line),
    });
    this.#boots = channel === 'a53' ? new BootFeed({ ...board, reader: this.#reader, typed: this.#typed }) : undefined;
  }

  get lastTime(): number | undefined {
    return this.#lastTime;
  }

  /** The last lines before the one being looked at, oldest first; `beforeDoubt`: before the first one with which the kernel's clock went back. */
  before(count: number, { beforeDoubt = false } = {}): readonly string[] {
    return (beforeDoubt ? this.#boots?.beforeDoubt : undefined) ?? this.#reader.before(count);
  }

  get busy(): boolean {
    return this.#board.log.busy || this.#typed.reading || this.#wrapped.waiting || this.#boots?.wantsAll === true;
  }

  feed(chunk: Uint8Array, at: number): void {
    if (this.channel === 'a53') this.#board.saturation.feed(chunk.length, at);
    this.#reader.feed(chunk, at);
    if (this.#boots?.wantsAll) this.#boots.line(this.#reader.peek());
  }

  /** This program typed it there. */
  sent(text: string): void {
    this.#typed.sent(text);
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
    this.#boots?.forget();
    this.#bodies.clear();
    this.#typed.forget();
    this.#wrapped.forget();
    this.#lastTime = undefined;
    this.#stampedLines = 0;
  }

  quiet(text: string, from: number, to: number): void {
    const time = leadingTime(text, from, to);
    if (time !== -1) this.#clock(time);
  }

  line(line: RawLine, hasHint: boolean): void {
    this.#boots?.line(line);
    if (hasHint || this.#typed.reading) this.#typed.see(stripControls(line.text), line.at);
    for (const part of normalise(line.text)) {
      const message = ofRecord(part, line.text, this.#reader);
      const mayBeWhole = hasHint || this.#wrapped.waiting;
      const whole = mayBeWhole ? this.#wrapped.whole(message, () => this.#reader.before(1)[0]) : message;
      this.#message(whole, line, hasHint || whole !== message);
    }
    this.#peeked = undefined;
  }

  /** Without a hint a line is at most a part of what is being reported. */
  #message(message: Message, line: RawLine, hasHint: boolean): void {
    this.#boots?.message(message, line, hasHint);
    if (message.time !== undefined && !isShortened(line.text)) this.#clock(message.time, line);
    this.#board.log.pass(message);
    if (hasHint) this.#read(message, line);
    else this.#continue(message, line);
  }

  #read(message: Message, line: RawLine): void {
    const headline = this.#headline(message);
    this.#findLost(message, headline, line);
    this.#board.saturation.line(message.text, message.time);
    if (headline) {
      if (this.#peeked?.start === line.start && this.#peeked.body) this.#complete(this.#peeked.body, headline);
      else this.#open(headline, message, line);
    } else this.#continue(message, line);
    this.#tellMissed(this.#board.audit.line(message.text), line);
  }

  #tellMissed(what: string | undefined, line: RawLine): void {
    if (what !== undefined && !this.#typed.reading) this.#board.missed(what, this.channel, line);
  }

  #clock(time: number, line?: RawLine): void {
    const boot = this.#boots?.stamp(time, line) ?? (this.#typed.reading ? 'doubtful' : 'on');
    if (boot === 'doubtful') return;
    this.#lastTime = time;
    this.#typed.heard(time, this.#reader.at);
    this.#stampedLines++;
  }

  #headline(message: Message): Headline | undefined {
    const headline = ownWord(this.#find(message), message);
    if (!headline || this.#typed.repeats(message.text, message.time, headline.text)) return undefined;
    // Where the kernel stamps its lines, a line without a stamp is somebody else's, or was copied from elsewhere.
    const kernels = (headline.rule.from ?? 'kernel') === 'kernel';
    const strange = kernels && !message.stamped && this.#stampedLines > 3;
    if (!strange || (headline.unverified && standsInLog(message.text, headline.text))) return headline;
    return this.#board.isFinished && strongHeadline(headline.text) ? { ...headline, unverified: true } : undefined;
  }

  #find(message: Message): Headline | undefined {
    const known = this.#headlines.find(message.text) ?? (message.stamped ? this.#headlines.findGlued(message.text) : undefined);
    if (known) return known;
    const unknown = this.#typed.wasTyped(message.text) ? undefined : this.#headlines.findAnywhere(message.text);
    return unknown?.unverified && !this.#board.isFinished ? harmlessUntilVerified(unknown) : unknown;
  }

  #open(headline: Headline, message: Message, line: RawLine): Body | undefined {
    const current = this.#bodies.of(message.caller);
    if (current && goesOn(current, headline)) {
      this.#continue(message, line);
      const again = headline.groups.count;
      this.#tellMissed(this.#board.audit.report(headline.rule.kind, again === undefined ? undefined : Number(again)), line);
      return current;
    }
    if (headline.rule.unlessReboot && this.#board.boots.isAnnounced) return undefined;
    const report = new Report(this.channel, headline, message);
    const incident = this.#board.log.enter(report, line);
    if (!incident) return undefined;
    const first = incident.copies[0] === report;
    if (first && headline.rule.frame === 'stall') incident.remark(this.#board.saturation.note(message.time));
    incident.record(this.channel, message.text, line, message.time);
    if (first) this.#board.log.announce(incident);
    const body = { incident, report };
    this.#opened = line.number;
    this.#lost.reported(line, headline.rule);
    this.#bodies.keep(message.caller, body);
    const count = headline.groups.count;
    this.#tellMissed(this.#board.audit.report(headline.rule.kind, count === undefined ? undefined : Number(count)), line);
    return body;
  }

  #findLost(message: Message, headline: Headline | undefined, line: RawLine): void {
    const body = this.#bodies.of(message.caller);
    // Of what yields to a report next to it the headline may still be among the lines behind.
    if (body && !body.incident.closed && !body.report.frozen && !body.report.headline.rule.yields) return;
    if (this.#typed.reading || message.foreign) return;
    if (this.#stampedLines <= 3 || message.stamped) this.#lost.find(message, headline, line);
    const isTyped = this.#typed.wasTyped(message.text) || this.#typed.repeats(message.text, message.time);
    if (!headline && !isTyped) this.#lost.findStrong(message, line);
  }

  #continue(message: Message, line: RawLine): void {
    if (this.#board.isFinished && this.#board.log.busy) this.#board.log.withdrawExpected(passedTest(message.text));
    if (line.number === this.#opened + 1 && !message.stamped) this.#completeWrapped(message);
    const body = this.#bodies.takes(message);
    if (!body || body.incident.closed || message.foreign) return;
    if (!message.stamped && this.#stampedLines > 3) return;
    if (body.report.frozen) return;
    const belongs = body.report.add(message.text);
    body.incident.record(this.channel, message.text, line, message.time, belongs);
    if (belongs) this.#lost.reported(line, body.report.headline.rule);
    if (isEnd(message.text, body.report)) body.report.frozen = true;
  }

  /** The rest of a headline that a mailer wrapped has no stamp and no caller. */
  #completeWrapped(message: Message): void {
    const body = this.#bodies.newest;
    if (!body?.report.isEmpty) return;
    const whole = completed(body.report.headline, message, this.#reader.before(1)[0] ?? '', this.#headlines);
    if (whole) body.report.headline = whole;
  }

  #complete(body: Body, headline: Headline): void {
    if (headline.rule.kind === body.report.headline.rule.kind) body.report.headline = headline;
  }
}
