import type { ByteStream } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';

/** One end of a wire in memory. What one end writes, the other hears in a later turn of the event loop, in order and in the same pieces. */
export class MemoryStream implements ByteStream {
  /** Everything written at this end, as text. */
  written = '';
  #peer: MemoryStream | undefined;
  #listeners: ((chunk: Uint8Array) => void)[] = [];
  #lossListeners: ((error: Error) => void)[] = [];
  #unheard: Uint8Array[] = [];
  #gone: Error | undefined;
  #disposed = false;

  static pair(): { readonly near: MemoryStream; readonly far: MemoryStream } {
    const [near, far] = [new MemoryStream(), new MemoryStream()];
    near.#peer = far;
    far.#peer = near;
    return { near, far };
  }

  async write(data: Uint8Array | string): Promise<void> {
    if (this.#gone) throw this.#gone;
    const bytes = typeof data === 'string' ? Buffer.from(data) : Uint8Array.from(data);
    this.written += Buffer.from(bytes).toString();
    setImmediate(() => this.#peer?.receive(bytes));
  }

  /** Hears these bytes now, as if the other end had written them. */
  receive(data: Uint8Array | string): void {
    if (this.#gone) return;
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (this.#listeners.length === 0) this.#unheard.push(bytes);
    for (const listener of this.#listeners) listener(bytes);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#listeners.push(listener);
    for (const chunk of this.#unheard.splice(0)) listener(chunk);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lossListeners.push(listener);
    if (this.#gone && !this.#disposed) listener(this.#gone);
  }

  /** This end finds its port gone, as when a USB adapter is pulled. */
  lose(error: Error = new PortError('the wire in memory was cut')): void {
    if (this.#gone) return;
    this.#gone = error;
    for (const listener of this.#lossListeners) listener(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#gone) return;
    this.#disposed = true;
    this.#gone = new PortError('the wire in memory is closed');
    const peer = this.#peer;
    setImmediate(() => peer?.lose(new PortError('the other end of the wire in memory was closed')));
  }
}
