/** Bytes that come in chunks, taken in other sizes. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  /** What ended them, and was not told yet. */
  #failed: { readonly cause: unknown } | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes that are there, at most so many; undefined at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      if (this.#failed) throw this.#failed.cause;
      const next = await this.#chunks.next();
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** So many bytes; undefined when there are fewer. */
  async exactly(count: number): Promise<Uint8Array | undefined> {
    const taken = await this.upTo(count);
    if (taken.length < count && this.#failed) throw this.#failed.cause;
    return taken.length < count ? undefined : taken;
  }

  /** So many bytes, or as many as there are in front of the end or of an error, which is thrown when more is asked for. */
  async upTo(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    try {
      for (let left = count; left > 0; ) {
        const part = await this.some(left);
        if (part === undefined) break;
        parts.push(part);
        left -= part.length;
      }
    } catch (cause) {
      this.#failed = { cause };
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Everything that is left, behind what is put back. */
  async *after(head: Uint8Array): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await this.some(Number.POSITIVE_INFINITY); next; next = await this.some(Number.POSITIVE_INFINITY)) yield next;
  }
}
