import type { ByteStream } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';
import { PortEvents } from '../console/port-events.ts';

/** One end of a wire in memory. What one end writes, the other hears in a later turn of the event loop, in order and in the same pieces. */
export class MemoryStream implements ByteStream {
  /** Everything written at this end, as text. */
  written = '';
  readonly #events = new PortEvents();
  #peer: MemoryStream | undefined;

  static pair(): { readonly near: MemoryStream; readonly far: MemoryStream } {
    const [near, far] = [new MemoryStream(), new MemoryStream()];
    near.#peer = far;
    far.#peer = near;
    return { near, far };
  }

  async write(data: Uint8Array | string): Promise<void> {
    if (this.#events.gone) throw this.#events.gone;
    const bytes = Buffer.from(data as Uint8Array);
    this.written += bytes.toString();
    setImmediate(() => this.#peer?.receive(bytes));
  }

  /** Hears these bytes now, as if the other end had written them. */
  receive(data: Uint8Array | string): void {
    if (!this.#events.gone) this.#events.hear(typeof data === 'string' ? Buffer.from(data) : data);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  /** This end finds its port gone, as when a USB adapter is pulled. */
  fail(error: Error = new PortError('the wire in memory was cut')): void {
    this.#events.fail(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#events.gone) return;
    this.#events.close(new PortError('the wire in memory is closed'));
    setImmediate(() => this.#peer?.fail(new PortError('the other end of the wire in memory was closed')));
  }
}
