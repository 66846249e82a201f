import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleSession } from '../console/console-session.ts';
import type { BoardContext } from '../core/board.ts';
import { type ByteStream, type ConsoleLine, type ConsoleName, consoleNames, type Mark } from '../core/console.ts';
import type { DriverContext, Rig } from '../core/driver.ts';
import { toErrorReport } from '../core/errors.ts';
import { allOrEvery } from '../core/every-failure.ts';
import type { Channel } from '../core/incident.ts';
import { Listeners } from '../core/listeners.ts';
import { type Clock, monotonicMs } from '../core/time.ts';
import type { Detector } from '../knowledge/kernel/detector.ts';
import type { Heard } from './boot/no-banner.ts';
import { LineSamples } from './line-samples.ts';
import type { Doubts } from './watched-detector.ts';

/** How often the detector may look at its own timers: an unterminated headline is due after 250 ms. */
const detectorTickMs = 100;

// Wall time: a terminal server takes the connection and closes it where the adapter behind it is not there.
const staysOpenMs = 500;

// Lines kept for the evidence of a failure; a whole RCU stall with its traces is about 150.
const excerptLines = 400;

export interface ChannelsOptions {
  readonly context: BoardContext;
  readonly detector: Detector;
  readonly doubts: Doubts;
  /** In whose time the M7 is waited for. */
  readonly ofCore: Clock;
}

interface SeenLine {
  readonly at: number;
  readonly channel: Channel;
  readonly text: string;
}

/** Everything a board says, on every channel, from before power-on to after power-off, whether or not somebody reads. */
export class Channels implements AsyncDisposable {
  readonly consoles: { readonly a53: ConsoleSession; readonly m7?: ConsoleSession };
  readonly #detector: Detector;
  readonly #doubts: Doubts;
  readonly #context: BoardContext;
  readonly #seen: SeenLine[] = [];
  readonly #a53Lines = new Set<(line: ConsoleLine) => void>();
  readonly #overListeners = new Listeners<[]>();
  readonly #lostListeners = new Listeners<[Error]>();
  readonly #ticking: NodeJS.Timeout;
  readonly #samples: LineSamples;
  readonly #lost: { readonly name: ConsoleName; readonly error: Error }[] = [];
  readonly #connect: (name: ConsoleName) => Promise<ByteStream> | undefined;
  #lastKmsgAt = 0;

  private constructor(
    consoles: Channels['consoles'],
    connect: (name: ConsoleName) => Promise<ByteStream> | undefined,
    samples: LineSamples,
    { context, detector, doubts }: ChannelsOptions,
  ) {
    this.consoles = consoles;
    this.#connect = connect;
    this.#samples = samples;
    this.#detector = detector;
    this.#doubts = doubts;
    this.#context = context;
    for (const session of this.all) this.#wire(session);
    this.#ticking = setInterval(() => detector.idle(monotonicMs()), detectorTickMs);
    this.#ticking.unref();
  }

  /** Opens every console of the rig. Throws PortError; what was opened before is closed again. */
  static async open(rig: Rig, driver: DriverContext, options: ChannelsOptions): Promise<Channels> {
    const opened: Partial<Record<ConsoleName, ConsoleSession>> = {};
    const connect = (name: ConsoleName) => rig.consoles[name]?.connect(driver);
    const opening = consoleNames.map(async (name) => {
      const stream = await connect(name);
      if (stream)
        opened[name] = new ConsoleSession({
          name,
          stream,
          clock: name === 'm7' ? options.ofCore : driver.clock,
          answerCursorQuery: name === 'a53',
        });
    });
    try {
      await allOrEvery(opening);
      return new Channels({ ...opened, a53: opened.a53! }, connect, new LineSamples(rig.consoles), options);
    } catch (cause) {
      await Promise.all(Object.values(opened).map((session) => session[Symbol.asyncDispose]()));
      throw cause;
    }
  }

  /** Why consoles are gone. */
  get lost(): readonly { readonly name: ConsoleName; readonly error: Error }[] {
    return this.#lost;
  }

  /** Opens a console once more beside the one that is gone, and closes it. False where it does not open, or is closed again within half a second. */
  async opensAgain(name: ConsoleName, signal: AbortSignal): Promise<boolean> {
    try {
      await using stream = await this.#connect(name);
      if (!stream) return false;
      const lost = new Promise<boolean>((resolve) => stream.onLost(() => resolve(false)));
      return await Promise.race([lost, pause(staysOpenMs, true, { signal })]);
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  /** What each console gave since the power came last. */
  get heard(): { readonly a53: Heard; readonly m7?: Heard } {
    const { a53, m7 } = this.consoles;
    return { a53: this.#samples.of(a53), ...(m7 ? { m7: this.#samples.of(m7) } : {}) };
  }

  /** The power comes: what is heard is heard from here on. */
  sampleAnew(): void {
    this.#samples.begin(this.all);
  }

  get all(): readonly ConsoleSession[] {
    return [this.consoles.a53, ...(this.consoles.m7 ? [this.consoles.m7] : [])];
  }

  /** Every line of the A53 console in order; an unterminated one as often as it grows, so that a prompt is seen when it is printed. */
  onA53Line(listener: (line: ConsoleLine) => void): void {
    this.#a53Lines.add(listener);
  }

  onLost(listener: (error: Error) => void): () => void {
    return this.#lostListeners.add(listener);
  }

  /** One line of the kernel log as `dmesg -w` hands it over. */
  kmsg(line: string): void {
    const at = monotonicMs();
    this.#lastKmsgAt = at;
    this.#context.emit({ type: 'kmsg.received', line });
    this.#detector.feed('kmsg', Buffer.from(`${line}\n`), at);
    this.#doubts.kmsg(line);
    this.#remember({ at, channel: 'kmsg', text: line });
  }

  /** Host monotonic milliseconds of the last byte on any channel. */
  get lastByteAt(): number {
    return Math.max(this.#lastKmsgAt, ...this.all.map(({ lastByteAt }) => lastByteAt ?? 0));
  }

  /** Host monotonic milliseconds of the last byte that Linux or a boot loader said, be it on the console or over the network. */
  get lastLinuxByteAt(): number {
    return Math.max(this.#lastKmsgAt, this.consoles.a53.lastByteAt ?? 0);
  }

  /**
   * From here on a default search starts: what was said before this power-on, power-off or reset is history. `from`: the line of the A53's console
   * with which the new boot begins. `dark`: the power is off, so whatever comes is of the life before.
   */
  startOver({ from, dark = false }: { readonly from?: Mark; readonly dark?: boolean } = {}): void {
    this.#doubts.believe();
    const { a53, m7 } = this.consoles;
    const risesForMs = dark ? Number.POSITIVE_INFINITY : 0;
    a53.setFloor(from ?? a53.mark(), { risesForMs });
    m7?.setFloor(m7.mark(), { risesForMs });
    this.#overListeners.tell();
  }

  /** Resolves once nothing that the A53's console says of Linux is in doubt; to false where nothing was. */
  settled(): Promise<boolean> {
    return this.#doubts.settled();
  }

  /** The board begins a life of its own anew, or has lost its power. */
  onStartOver(listener: () => void): void {
    this.#overListeners.add(listener);
  }

  excerpt(since: number, lines = 60): readonly string[] {
    return this.#seen
      .filter(({ at }) => at >= since)
      .slice(-lines)
      .map(({ channel, text }) => `${channel}: ${text}`);
  }

  tails(count: number): Record<Channel, string[]> {
    const last = (channel: Channel): string[] =>
      this.#seen
        .filter((line) => line.channel === channel)
        .slice(-count)
        .map(({ text }) => text);
    return { a53: last('a53'), m7: last('m7'), kmsg: last('kmsg') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticking);
    await Promise.all(this.all.map((session) => session[Symbol.asyncDispose]()));
    this.#detector.end();
  }

  #wire(session: ConsoleSession): void {
    const { name } = session;
    session.onBytes((chunk, at) => {
      this.#context.emit({ type: 'console.received', console: name, bytes: Buffer.from(chunk).toString('base64') });
      if (name === 'a53') this.#doubts.banners.bytes(chunk, () => this.#detector.feed(name, chunk, at));
      else this.#detector.feed(name, chunk, at);
      this.#samples.push(name, chunk);
    });
    if (name === 'a53') session.onTail((line) => this.#tellA53(line));
    session.onSent((text) => {
      this.#context.emit({ type: 'console.sent', console: name, bytes: Buffer.from(text).toString('base64') });
      if (name === 'a53') this.#doubts.banners.behind(() => this.#detector.sent(name, text));
      else this.#detector.sent(name, text);
    });
    session.onLine((line) => {
      this.#remember({ at: line.at, channel: name, text: line.text });
      if (name === 'a53') this.#tellA53(line);
    });
    session.onGap((ms) => this.#context.emit({ type: 'channel.gap', channel: name, ms }));
    session.onLost((error) => {
      this.#lost.push({ name, error });
      this.#context.emit({ type: 'channel.lost', channel: name, error: toErrorReport(error, 'lab') });
      this.#lostListeners.tell(error);
    });
  }

  #tellA53(line: ConsoleLine): void {
    this.#doubts.banners.behind(() => {
      for (const listener of this.#a53Lines) listener(line);
    });
  }

  #remember(line: SeenLine): void {
    this.#seen.push(line);
    if (this.#seen.length > 2 * excerptLines) this.#seen.splice(0, excerptLines);
  }
}
