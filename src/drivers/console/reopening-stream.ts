import { setTimeout as pause } from 'node:timers/promises';
import type { ByteStream } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';
import { monotonicMs } from '../../core/time.ts';
import { PortEvents } from './port-events.ts';

// Wall time: a hub that resets, or an adapter that the board feeds, is back within seconds of the power.
const triesAtMost = 120;
const everyMs = 500;

/** A port that may go and come back under its name. What is written meanwhile waits; what the UART says meanwhile is lost, and told as a gap. */
export class ReopeningStream implements ByteStream {
  readonly #open: () => Promise<ByteStream>;
  readonly #events = new PortEvents();
  readonly #closing = new AbortController();
  #stream: Promise<ByteStream>;

  private constructor(open: () => Promise<ByteStream>, first: ByteStream) {
    this.#open = open;
    this.#stream = Promise.resolve(first);
    this.#attend(first);
  }

  /** Opens it once. Rejects as `open` does. */
  static async start(open: () => Promise<ByteStream>): Promise<ReopeningStream> {
    return new ReopeningStream(open, await open());
  }

  async write(data: Uint8Array): Promise<void> {
    const stream = await this.#stream;
    if (this.#events.gone) throw this.#events.gone;
    await stream.write(data);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  onGap(listener: (ms: number) => void): void {
    this.#events.onGap(listener);
  }

  async sendBreak(): Promise<void> {
    await (await this.#stream).sendBreak?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PortError('the serial port is closed'));
    this.#closing.abort();
    await (await this.#stream.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  #attend(stream: ByteStream): void {
    stream.onData((chunk) => this.#events.hear(chunk));
    stream.onLost((cause) => {
      if (this.#events.gone) return;
      this.#stream = this.#comeBack(stream, cause);
      this.#stream.catch((error: Error) => this.#events.fail(error));
    });
  }

  async #comeBack(lost: ByteStream, cause: Error): Promise<ByteStream> {
    const since = monotonicMs();
    await lost[Symbol.asyncDispose]();
    for (let tries = 0; tries < triesAtMost && !this.#closing.signal.aborted; tries++) {
      const stream = await this.#open().catch(() => undefined);
      if (stream) {
        this.#attend(stream);
        this.#events.cameBack(monotonicMs() - since);
        return stream;
      }
      await pause(everyMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
    throw cause;
  }
}
