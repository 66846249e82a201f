import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A TCP connection that ends at the board: when the board dies nobody is left to close it, so it falls silent instead. */
export class BoardLink extends Duplex {
  readonly #socket: Socket;
  #isSilent = false;
  #isStale = false;
  constructor(socket: Socket) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    socket.on('data', (bytes) => this.#incoming(bytes));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => (this.#isSilent ? undefined : this.destroy(error)));
    socket.on('close', () => this.destroy());
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  setNoDelay(): this {
    this.#socket.setNoDelay(true);
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  /** The other side is dead: nothing is sent, nothing is closed, nothing is answered. */
  silence(): void {
    this.#isSilent = true;
  }

  /** The board is back and knows nothing of this connection: the next packet is answered with a reset. */
  forget(): void {
    this.#isStale = true;
  }

  #incoming(bytes: Buffer): void {
    if (this.#isStale) this.#socket.resetAndDestroy();
    else if (!this.#isSilent && !this.push(bytes)) this.#socket.pause();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#isSilent) {
      done();
      return;
    }
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (!this.#isSilent) this.#socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#isSilent) this.#socket.destroy();
    done(error);
  }
}
