import type { ByteStream, Console, ConsoleLine, ConsoleName, Mark, Match } from '../core/console.ts';
import { ConfigError, PortError } from '../core/errors.ts';
import { type Clock, monotonicMs, toMs } from '../core/time.ts';
import { ConsoleLines } from './console-lines.ts';
import { ConsoleSender, ofDriver, type SendOptions } from './console-sender.ts';
import { ConsoleWaits, type SearchOptions } from './console-waits.ts';
import { Listeners } from './listeners.ts';
import { streamPattern } from './stream-pattern.ts';
import { TextNormaliser } from './text-normaliser.ts';
import { TextRecord } from './text-record.ts';

export interface ConsoleSessionOptions {
  readonly name: ConsoleName;
  readonly stream: ByteStream;
  readonly clock: Clock;
  /** How much of the record can be searched, in bytes of the UART: 8 MiB by default. Listeners get every byte all the same. */
  readonly retainBytes?: number;
  /** Answer ESC [ 6 n with this terminal size: `resize` at a serial login waits for it. True: 50 rows of 250 columns. */
  readonly answerCursorQuery?: boolean | { readonly rows: number; readonly columns: number };
}

const defaultRetainBytes = 8 * 1024 * 1024;
// A console is opened before everybody who listens to it is there.
const maxUnheardBytes = 1024 * 1024;
// Chunks of one turn of the event loop are looked at together, up to this much.
const maxBatchBytes = 16_384;

/** One UART as an append-only record: every byte is kept, timed and cut into lines whether or not anybody waits, and reading never consumes. */
export class ConsoleSession implements Console, AsyncDisposable {
  readonly name: ConsoleName;
  readonly #stream: ByteStream;
  readonly #clock: Clock;
  readonly #record: TextRecord;
  readonly #normaliser: TextNormaliser;
  readonly #lines: ConsoleLines;
  readonly #sender: ConsoleSender;
  readonly #waits: ConsoleWaits;
  readonly #cursorAnswer: string | undefined;
  readonly #byteListeners = new Listeners<[chunk: Uint8Array, at: number]>();
  readonly #lostListeners = new Listeners<[error: Error]>();
  readonly #gapListeners = new Listeners<[ms: number]>();
  #unheard: { readonly chunk: Uint8Array; readonly at: number }[] = [];
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #received = 0;
  #lastByteAt: number | undefined;
  #floor = 0;
  /** Host monotonic time until which what comes is history, too. */
  #floorRisesUntil = 0;
  #matchedTo = 0;
  #gone: Error | undefined;

  constructor({ name, stream, clock, retainBytes = defaultRetainBytes, answerCursorQuery = false }: ConsoleSessionOptions) {
    this.name = name;
    this.#stream = stream;
    this.#clock = clock;
    this.#record = new TextRecord(retainBytes);
    this.#normaliser = new TextNormaliser(this.#record, (sequence) => this.#answer(sequence));
    this.#lines = new ConsoleLines(name);
    this.#sender = new ConsoleSender(stream);
    this.#waits = new ConsoleWaits(this.#record);
    this.#cursorAnswer = cursorReport(answerCursorQuery);
    // A driver may fill one buffer again and again.
    stream.onData((chunk) => this.#receive(Buffer.from(chunk)));
    stream.onLost((cause) => this.#fail(ofDriver(cause, `the driver of console ${name} lost it`)));
    stream.onGap?.((ms) => this.#gapListeners.tell(ms));
  }

  /** Host monotonic milliseconds at which the last byte came; undefined before the first. */
  get lastByteAt(): number | undefined {
    return this.#lastByteAt;
  }

  /** Since the console was opened. */
  get bytesReceived(): number {
    return this.#received;
  }

  /** Every chunk as it comes, at a host monotonic time. The first listener also gets what came before it, up to 1 MiB. The returned function ends it. */
  onBytes(listener: (chunk: Uint8Array, at: number) => void): () => void {
    for (const { chunk, at } of this.#unheard.splice(0)) listener(chunk, at);
    return this.#byteListeners.add(listener);
  }

  /**
   * Every completed line, and a line that stopped without an ending for 250 ms; that one comes again, same `start`, once it is complete.
   * The first listener also gets the last lines that came before it.
   */
  onLine(listener: (line: ConsoleLine) => void): void {
    this.#lines.onLine(listener);
  }

  /** The line that is being printed, each time it has grown: a prompt is known when it is complete, not when the console has been idle behind it. */
  onTail(listener: (line: ConsoleLine) => void): void {
    this.#lines.onTail(listener);
  }

  /** What was sent, free of secrets. */
  onSent(listener: (text: string) => void): void {
    this.#sender.onSent(listener);
  }

  /** Called once when the port vanishes by itself. */
  onLost(listener: (error: Error) => void): void {
    this.#lostListeners.add(listener);
  }

  /** Called each time that the port came back, with the host milliseconds that it was away. */
  onGap(listener: (ms: number) => void): void {
    this.#gapListeners.add(listener);
  }

  mark(): Mark {
    return this.#received as Mark;
  }

  /**
   * Searches without `since` start here at the earliest: what came before the last power-on, reset or start of the core behind this console is history.
   * `risesForMs`: so is what comes within this time, in host milliseconds, unless another floor is set: the last words of what was switched off.
   */
  setFloor(mark: Mark = this.mark(), { risesForMs = 0 }: { readonly risesForMs?: number } = {}): void {
    this.#floor = mark;
    this.#floorRisesUntil = monotonicMs() + risesForMs;
  }

  get floor(): Mark {
    return Math.max(this.#floor, this.#record.firstByte) as Mark;
  }

  wasTyped(text: string): boolean {
    return this.#sender.wasTyped(text);
  }

  async send(text: string, options: SendOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    if (this.#gone) throw this.#gone;
    await this.#sender.send(text, options);
  }

  /** False where the transport has no word for a break. */
  async sendBreak(): Promise<boolean> {
    if (this.#gone) throw this.#gone;
    await this.#stream.sendBreak?.();
    return this.#stream.sendBreak !== undefined;
  }

  /**
   * As `Console.expect`. A match is at most 4096 characters long, and is the earliest there is: what the pattern finds in the shortest beginning
   * of the record. Also throws UnboundedPatternError, and ConfigError for a `since` whose text is no longer retained.
   */
  async expect(pattern: RegExp | string, { within, since, signal, passesOver }: SearchOptions): Promise<Match> {
    signal?.throwIfAborted();
    const compiled = streamPattern(pattern);
    const overdueAfterMs = toMs(within);
    this.#digest();
    const from = since ?? Math.max(this.#floor, this.#matchedTo);
    if (since !== undefined && since < this.#record.firstByte) throw tooOld(this.name, since, this.#record.firstByte);
    const startedAt = this.#clock.now();
    using overdue = this.#clock.overdue(overdueAfterMs);
    const describe = () => ({
      console: this.name,
      shown: compiled.shown,
      within,
      waitedMs: this.#clock.now() - startedAt,
      speed: this.#clock.speed,
      last: this.tail(8),
    });
    const ends = { since: from, gone: this.#gone, overdue, signal, describe };
    const { text, groups, before, endByte } = await this.#waits.waitFor(compiled, ends, passesOver);
    const end = Math.max(from, endByte) as Mark;
    this.#matchedTo = Math.max(this.#matchedTo, end);
    return { text, groups, before, end };
  }

  /** Where the lines begin that `tail` can tell; lines before are no longer kept as such. */
  get linesFrom(): Mark {
    this.#digest();
    return this.#lines.keptFrom as Mark;
  }

  /** At least 1000 lines are kept, where so many came. */
  tail(count: number): readonly ConsoleLine[] {
    this.#digest();
    return this.#lines.tail(count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#digest();
    this.#lines.tellIdle();
    this.#gone ??= new PortError(`the ${this.name} console is closed`);
    this.#waits.end(this.#gone);
    await this.#stream[Symbol.asyncDispose]();
  }

  #receive(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    const at = monotonicMs();
    this.#lastByteAt = at;
    this.#received += chunk.byteLength;
    if (at < this.#floorRisesUntil) this.#floor = this.#received;
    if (this.#byteListeners.none && this.#received <= maxUnheardBytes) this.#unheard.push({ chunk, at });
    else this.#unheard = [];
    this.#byteListeners.tell(chunk, at);
    if (this.#batch.length === 0) setImmediate(() => this.#digest());
    this.#batch.push(chunk);
    this.#batchBytes += chunk.byteLength;
    if (this.#batchBytes >= maxBatchBytes) this.#digest();
  }

  #digest(): void {
    if (this.#batch.length === 0) return;
    const bytes = this.#batch.length === 1 ? asBuffer(this.#batch[0]!) : Buffer.concat(this.#batch, this.#batchBytes);
    const offset = this.#received - this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#normaliser.push(bytes, offset);
    this.#lines.push(bytes, offset, this.#lastByteAt!);
    this.#waits.look();
    this.#lines.tellTail();
  }

  #answer(sequence: string): void {
    if (sequence !== '\x1b[6n' || this.#cursorAnswer === undefined) return;
    this.send(this.#cursorAnswer).catch(() => {
      // A lost port is told to whoever waits for it.
    });
  }

  #fail(error: Error): void {
    if (this.#gone) return;
    this.#digest();
    this.#lines.tellIdle();
    this.#gone = error;
    this.#waits.end(error);
    this.#lostListeners.tell(error);
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);

const cursorReport = (size: ConsoleSessionOptions['answerCursorQuery']): string | undefined => {
  if (!size) return undefined;
  const { rows, columns } = size === true ? { rows: 50, columns: 250 } : size;
  return `\x1b[${rows};${columns}R`;
};

const tooOld = (name: ConsoleName, since: number, firstByte: number): ConfigError =>
  new ConfigError(`byte ${since} of the ${name} console is no longer retained; the record begins at byte ${firstByte}`, {
    remedy: 'take the mark shortly before the expect, or open the console with more retainBytes',
  });
