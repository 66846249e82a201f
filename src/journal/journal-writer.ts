import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleName } from '../core/console.ts';
import type { EventBody, LabEvent } from '../core/event.ts';
import { redact } from '../core/secret.ts';
import { boardClock, type Duration, monotonicMs, toMs } from '../core/time.ts';
import { AppendFile, type OpenTarget } from './append-file.ts';
import { RedactedBytes } from './redacted-bytes.ts';

export interface JournalOptions {
  /** Folder of the segment; made when it is missing. */
  readonly dir: string;
  /** Name of the segment, `<dir>/<name>.ndjson` and, once that is large, `<dir>/<name>.2.ndjson` and so on. One writer each. */
  readonly name: string;
  /** Board of every event that names none; empty for the whole run. */
  readonly board?: string;
  /** Called for each event as it stands in the journal, without secrets. */
  readonly onEvent?: (event: LabEvent) => void;
  /** Called once, with one sentence, when the disk does not take the journal. */
  readonly onTrouble?: (message: string) => void;
  /** Bytes after which segment and raw logs go on in their next part; 128 MiB by default. */
  readonly partBytes?: number;
  /** How long the end waits for a disk that does not answer, in host time; 10 s by default. */
  readonly closeWithin?: Duration;
  readonly openTarget?: OpenTarget;
  readonly now?: () => number;
}

type ConsoleFact = Extract<EventBody, { readonly type: 'console.received' | 'console.sent' }>;

interface Transfer {
  readonly type: ConsoleFact['type'];
  readonly console: ConsoleName;
  readonly redacted: RedactedBytes;
  chunks: Uint8Array[];
  size: number;
  at: number;
}

const flushEveryMs = 100;
const coalesceUpTo = 4096;
// A disk that does not answer, such as a network share whose server is gone, must not keep a run from its end.
const defaultCloseWithin: Duration = '10s';

/** Without these a report could not say what was decided; they outlive a full disk in memory. */
const essential: ReadonlySet<string> = new Set<EventBody['type']>([
  'run.started',
  'run.finished',
  'board.identified',
  'provision.owed',
  'fault.injected',
  'model.limited',
  'model.mishap',
  'scenario.collected',
  'scenario.started',
  'scenario.finished',
  'scenario.amended',
  'scenario.diagnosed',
  'm7.observed',
  'incident.opened',
]);

/**
 * Appends events to one segment, and raw bytes to `a53.log`, `m7.log` and `kmsg.log` beside it. Nothing here waits for the disk or throws
 * because of it, and no secret revealed before it came gets through.
 */
export class JournalWriter implements AsyncDisposable {
  readonly path: string;
  readonly #options: JournalOptions;
  readonly #now: () => number;
  readonly #segment: AppendFile;
  readonly #logs = new Map<string, AppendFile>();
  readonly #transfers = new Map<string, Transfer>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | undefined;
  #count = 0;
  #troubled = false;
  #closed: Promise<void> | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#now = options.now ?? monotonicMs;
    this.path = join(options.dir, `${options.name}.ndjson`);
    this.#segment = this.#open(this.path);
    try {
      mkdirSync(options.dir, { recursive: true });
      // A writer that was killed may have left half a line, which must not spoil the next one.
      if (existsSync(this.path)) this.#segment.append(Buffer.from('\n'));
    } catch {
      // The first write says what is wrong with the folder.
    }
    this.#timer = setInterval(() => void this.#tick(), flushEveryMs);
    this.#timer.unref();
  }

  /** Events so far, written or not. */
  get count(): number {
    return this.#count;
  }

  append(body: EventBody, board = this.#options.board ?? ''): void {
    if (this.#closed !== undefined) return;
    if (body.type === 'console.received' || body.type === 'console.sent') {
      this.#transfer(body, board);
    } else {
      this.#endTransfers(board);
      if (body.type === 'kmsg.received') this.#log('kmsg').append(Buffer.from(`${redact(body.line)}\n`));
      this.#write(body, board, this.#now());
    }
  }

  /** Writes what is buffered. Never rejects. */
  async flush(): Promise<void> {
    this.#endTransfers(this.#options.board ?? '');
    await this.#written((file) => file.flush());
  }

  /** Flushes and makes the disk keep it. Never rejects; later events are ignored. Does not wait for ever for a disk that does not answer. */
  close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // While the disk has not taken what came before, nothing queues up behind it.
  async #tick(): Promise<void> {
    if (this.#flushing !== undefined) return;
    this.#flushing = this.flush();
    await this.#flushing;
    this.#flushing = undefined;
  }

  async #finish(): Promise<void> {
    clearInterval(this.#timer);
    for (const transfer of this.#transfers.values()) this.#take(transfer, transfer.redacted.end());
    this.#endTransfers(this.#options.board ?? '');
    const patience = new AbortController();
    const late = boardClock()
      .sleep(toMs(this.#options.closeWithin ?? defaultCloseWithin), patience.signal)
      .then(
        () => this.#trouble(`${this.path} could not be closed: the disk does not answer`),
        () => {},
      );
    await Promise.race([late, this.#written((file) => file.close())]);
    patience.abort();
  }

  /**
   * The raw logs one after another: a disk that does not answer holds a thread for each file, and the four that Node has are needed to look
   * up the relay's address.
   */
  async #written(act: (file: AppendFile) => Promise<void>): Promise<void> {
    const logs = async (): Promise<void> => {
      for (const log of this.#logs.values()) await act(log);
    };
    await Promise.all([act(this.#segment), logs()]);
  }

  #transfer({ type, console, bytes }: ConsoleFact, board: string): void {
    const transfer = this.#transferOf(type, console);
    const content = Buffer.from(bytes, 'base64');
    if (type === 'console.sent' && content.includes('[secret]')) this.#transferOf('console.received', console).redacted.expectEcho();
    this.#take(transfer, transfer.redacted.push(content));
    if (transfer.size >= coalesceUpTo) this.#endTransfers(board);
  }

  #transferOf(type: ConsoleFact['type'], console: ConsoleName): Transfer {
    const key = `${type} ${console}`;
    const transfer = this.#transfers.get(key) ?? { type, console, redacted: new RedactedBytes(), chunks: [], size: 0, at: 0 };
    this.#transfers.set(key, transfer);
    return transfer;
  }

  #take(transfer: Transfer, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (transfer.size === 0) transfer.at = this.#now();
    transfer.chunks.push(bytes);
    transfer.size += bytes.length;
    if (transfer.type === 'console.received') this.#log(transfer.console).append(bytes);
  }

  // Bytes come before whatever was concluded from them, and in the order in which they began.
  #endTransfers(board: string): void {
    const begun = [...this.#transfers.values()].filter(({ size }) => size > 0).sort((a, b) => a.at - b.at);
    for (const transfer of begun) {
      const bytes = Buffer.concat(transfer.chunks).toString('base64');
      transfer.chunks = [];
      transfer.size = 0;
      this.#write({ type: transfer.type, console: transfer.console, bytes }, board, transfer.at);
    }
  }

  #write(body: EventBody, board: string, at: number): void {
    const event = { seq: this.#count++, at: Math.round(at * 1000) / 1000, board, ...body };
    const isText = body.type !== 'console.received' && body.type !== 'console.sent';
    const line = JSON.stringify(event, isText ? (_, value) => (typeof value === 'string' ? redact(value) : value) : undefined);
    this.#segment.append(Buffer.from(`${line}\n`), essential.has(body.type));
    this.#options.onEvent?.(isText ? (JSON.parse(line) as LabEvent) : (event as LabEvent));
  }

  #log(name: string): AppendFile {
    const log = this.#logs.get(name) ?? this.#open(join(this.#options.dir, `${name}.log`));
    this.#logs.set(name, log);
    return log;
  }

  #open(path: string): AppendFile {
    const { openTarget, partBytes } = this.#options;
    return new AppendFile(path, {
      onTrouble: (message) => this.#trouble(message),
      ...(openTarget ? { openTarget } : {}),
      ...(partBytes ? { partBytes } : {}),
    });
  }

  #trouble(message: string): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#options.onTrouble?.(message);
  }
}
