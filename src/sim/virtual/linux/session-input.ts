/** What a client types or sends: bytes that arrive one by one, and perhaps an end. */
export class SessionInput {
  #bytes: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void)[] = [];

  push(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#notify();
  }

  end(): void {
    this.#ended = true;
    this.#notify();
  }

  /** One line without its ending, or what there is when the input ends or the signal aborts; undefined when that is nothing. */
  async line(signal: AbortSignal): Promise<string | undefined> {
    await this.#until(() => this.#bytes.includes(10), signal);
    if (this.#bytes.length === 0) return undefined;
    const end = this.#bytes.indexOf(10);
    const line = end < 0 ? this.#bytes : this.#bytes.subarray(0, end);
    this.#bytes = end < 0 ? Buffer.alloc(0) : this.#bytes.subarray(end + 1);
    return line.toString('utf8').replace(/\r$/, '');
  }

  /** Everything up to the end. */
  async all(signal: AbortSignal): Promise<Buffer> {
    await this.#until(() => false, signal);
    const all = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return all;
  }

  async #until(ready: () => boolean, signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#notify();
    signal.addEventListener('abort', wake, { once: true });
    while (!ready() && !this.#ended && !signal.aborted) await new Promise<void>((resolve) => this.#wake.push(resolve));
    signal.removeEventListener('abort', wake);
  }

  #notify(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}
