/** Bytes of each stream that are kept by default: what people read, and what a report can hold. */
export const defaultMaxBytes = 1024 * 1024;

/** For `Output.leftOutBytes`. */
export const leftOut = (bytes: number): { readonly leftOutBytes?: number } => (bytes === 0 ? {} : { leftOutBytes: bytes });

/** The beginning and the end of a stream of any length. */
export class BoundedOutput {
  readonly #most: number;
  readonly #head: Uint8Array[] = [];
  #headBytes = 0;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #bytes = 0;

  constructor(most: number = defaultMaxBytes) {
    this.#most = most;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.byteLength;
    const room = Math.ceil(this.#most / 2) - this.#headBytes;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.byteLength);
    }
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.byteLength > 0) this.#keepTail(rest);
  }

  get leftOut(): number {
    return this.#bytes - this.#headBytes - Math.min(this.#tailBytes, this.#tailMost);
  }

  /** What is left out is said where it stood. */
  toString(): string {
    const tail = Buffer.concat(this.#tail);
    const end = tail.subarray(Math.max(0, tail.byteLength - this.#tailMost));
    const head = Buffer.concat(this.#head);
    if (this.leftOut === 0) return Buffer.concat([head, end]).toString();
    return `${head}\n[${this.leftOut} bytes left out]\n${end}`;
  }

  get #tailMost(): number {
    return Math.floor(this.#most / 2);
  }

  // Twice as much as is shown at most, so that each byte is copied once or twice however many come.
  #keepTail(chunk: Uint8Array): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.byteLength;
    if (this.#tailBytes <= 2 * this.#tailMost + 65_536) return;
    const kept = Buffer.concat(this.#tail);
    this.#tail = [Buffer.from(kept.subarray(kept.byteLength - this.#tailMost))];
    this.#tailBytes = this.#tail[0]!.byteLength;
  }
}
