import type { Socket } from 'node:net';

const headerBytes = 4;

export interface FrameChannel {
  post(frame: Uint8Array): void;
  on(listener: (frame: Buffer) => void): void;
}

/** Whole messages over a byte stream: each with its length before it, 32 bit big endian. */
export const framesOver = (socket: Socket): FrameChannel => {
  const listeners: ((frame: Buffer) => void)[] = [];
  const reader = new FrameReader((frame) => {
    for (const listener of listeners) listener(frame);
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  return {
    on: (listener) => void listeners.push(listener),
    post: (frame) => {
      if (socket.destroyed) return;
      const header = Buffer.alloc(headerBytes);
      header.writeUInt32BE(frame.byteLength);
      socket.cork();
      socket.write(header);
      socket.write(frame);
      socket.uncork();
    },
  };
};

/** Cuts a stream into frames however it is chunked. */
export class FrameReader {
  readonly #onFrame: (frame: Buffer) => void;
  #chunks: Buffer[] = [];
  #held = 0;
  #wanted: number | undefined;
  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      if (this.#wanted === undefined) {
        if (this.#held < headerBytes) return;
        this.#wanted = this.#take(headerBytes).readUInt32BE();
      }
      if (this.#held < this.#wanted) return;
      const frame = this.#take(this.#wanted);
      this.#wanted = undefined;
      this.#onFrame(frame);
    }
  }

  #take(bytes: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const rest = all.subarray(bytes);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return all.subarray(0, bytes);
  }
}
