import type { ByteStream } from '../core/console.ts';
import { HilError, PortError } from '../core/errors.ts';
import { inAwakeTime } from '../core/in-awake-time.ts';
import { redact } from '../core/secret.ts';
import { untilAborted } from '../core/time.ts';
import { Listeners } from './listeners.ts';

export interface SendOptions {
  /** Kept out of every record. */
  readonly secret?: boolean;
  readonly signal?: AbortSignal;
}

// At 115200 baud 22 ms.
const sliceBytes = 256;
// Host time: at 300 baud a slice takes 9 s.
const usuallyWithinMs = 60_000;

/** What is typed on one console: one text after the other, told to listeners free of secrets. */
export class ConsoleSender {
  readonly #stream: ByteStream;
  readonly #typed = new TypedRecord();
  readonly #listeners = new Listeners<[text: string]>();
  #sending: Promise<void> = Promise.resolve();
  /** What was written last is not taken yet, and its time is over. */
  #stuck: PortError | undefined;
  readonly #withinMs: number;
  constructor(stream: ByteStream, withinMs = usuallyWithinMs) {
    this.#stream = stream;
    this.#withinMs = withinMs;
  }

  onSent(listener: (text: string) => void): void {
    this.#listeners.add(listener);
  }

  wasTyped(text: string): boolean {
    return this.#typed.includes(text);
  }

  async send(text: string, { secret = false, signal }: SendOptions = {}): Promise<void> {
    const written = this.#write(Buffer.from(text), signal);
    if (!secret) this.#typed.add(text);
    this.#listeners.tell(secret ? text.replace(/[^\r\n]+/g, '[secret]') : redact(text));
    await (signal ? untilAborted(written, signal) : written);
  }

  // A slow line takes seconds for a long text, and what is left of it must not come after its sender was stopped.
  #write(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const written = this.#sending.then(async () => {
      for (let from = 0; from < bytes.byteLength; from += sliceBytes) {
        signal?.throwIfAborted();
        await this.#take(bytes.subarray(from, from + sliceBytes));
      }
    });
    this.#sending = written.catch(() => {});
    return written;
  }

  // A driver of the lab's own may never answer, and throw whatever it likes.
  async #take(bytes: Uint8Array): Promise<void> {
    if (this.#stuck) throw this.#stuck;
    const taken = (async () => this.#stream.write(bytes))();
    try {
      await inAwakeTime(taken, this.#withinMs, () => this.#never(taken));
    } catch (cause) {
      throw ofDriver(cause, 'the driver of a console failed to write');
    }
  }

  #never(taken: Promise<void>): PortError {
    const error = new PortError(`a console did not take what was written to it within ${this.#withinMs / 1000} s`, {
      remedy: 'see whether flow control holds the line (XOFF, CTS), or give a driver of your own a limit',
    });
    this.#stuck = error;
    const free = (): void => {
      this.#stuck = undefined;
    };
    taken.then(free, free);
    return error;
  }
}

/** What a driver says of its wire, which one of the lab's own may say with anything at all: the lab's fault, in its own words. */
export const ofDriver = (cause: unknown, what: string): HilError =>
  cause instanceof HilError ? cause : new PortError(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });

// Commands and answers of a run; what was typed before that comes back no more.
const keptChars = 64 * 1024;

/** What was typed on one console, to tell its echo from what the board says by itself. */
class TypedRecord {
  #text = '';

  add(text: string): void {
    this.#text = `${this.#text}${plain(text)}\n`.slice(-keptChars);
  }

  /** Whether somebody typed it, at any time. */
  includes(text: string): boolean {
    const wanted = plain(text).trim();
    return wanted !== '' && this.#text.includes(wanted);
  }
}

const plain = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
