import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { HilError } from '../../core/errors.ts';

/** A file of this host that output goes to as it comes. */
export class OutputFile {
  readonly #path: string;
  readonly #file: WriteStream;
  #failure: Error | undefined;
  #drained = (): void => {};

  private constructor(path: string) {
    this.#path = path;
    this.#file = createWriteStream(path);
    this.#file.on('drain', () => this.#drained());
    this.#file.on('error', (cause) => {
      this.#failure ??= cause;
      // A disk that is full drains nothing any more.
      this.#drained();
    });
  }

  /** An existing file is overwritten. Throws HilError of the lab when it cannot be written. */
  static async open(path: string): Promise<OutputFile> {
    const file = new OutputFile(resolve(path));
    await once(file.#file, 'open').catch((cause: unknown) => file.#fail(cause));
    return file;
  }

  /** False: wait for `drained` before the next one. */
  write(chunk: Uint8Array): boolean {
    return this.#failure !== undefined || this.#file.write(chunk);
  }

  /** Called once. */
  onDrained(listener: () => void): void {
    this.#drained = listener;
  }

  async close(): Promise<void> {
    if (!this.#failure) {
      this.#file.end();
      await once(this.#file, 'close').catch(() => {});
    }
    if (this.#failure) this.#fail(this.#failure);
  }

  #fail(cause: unknown): never {
    throw new HilError('lab', `the output cannot be written to ${this.#path}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
      remedy: 'check the folder, its permissions and the room on this host',
    });
  }
}

/** What is there at once. */
export const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await OutputFile.open(path);
  file.write(bytes);
  await file.close();
};
