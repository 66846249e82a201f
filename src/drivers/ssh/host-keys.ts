import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../core/errors.ts';

/** As `ssh-keygen -lf` prints it. */
export const fingerprintOf = (key: Uint8Array): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

const storeSchema = z.record(z.string(), z.string());

/** The host keys this lab has seen, one a board. A board makes new ones at the first boot after it was flashed. */
export class KnownHosts {
  readonly #file: string;
  readonly #board: string;
  #shown: string | undefined;

  constructor(stateDir: string, board: string) {
    this.#file = join(stateDir, 'known-hosts.json');
    this.#board = board;
  }

  get board(): string {
    return this.#board;
  }

  /** Throws ConfigError when the file is damaged. */
  async pinned(): Promise<string | undefined> {
    return (await this.#read())[this.#board];
  }

  /** What the first connection of this process showed, where none is pinned. */
  get shown(): string | undefined {
    return this.#shown;
  }

  set shown(fingerprint: string) {
    this.#shown = fingerprint;
  }

  /** Pins what was shown, unless a key is pinned already. */
  async keep(): Promise<void> {
    if (this.#shown !== undefined && (await this.pinned()) === undefined) await this.pin(this.#shown);
  }

  async pin(fingerprint: string): Promise<void> {
    // Another board's process may write at the same time; the last one wins, so look whether it was us.
    for (let tries = 0; tries < 5 && (await this.pinned()) !== fingerprint; tries++) {
      await this.#write({ ...(await this.#read()), [this.#board]: fingerprint });
    }
  }

  /** After the board was flashed: the next key is trusted again. */
  async forget(): Promise<void> {
    this.#shown = undefined;
    const { [this.#board]: known, ...others } = await this.#read();
    if (known !== undefined) await this.#write(others);
  }

  async #read(): Promise<Record<string, string>> {
    const text = await readFile(this.#file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '{}';
      throw cause;
    });
    try {
      return storeSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new ConfigError(`${this.#file} is damaged`, {
        cause,
        remedy: 'delete the file; every board is trusted again at its next connection',
      });
    }
  }

  async #write(store: Record<string, string>): Promise<void> {
    const temporary = `${this.#file}.${randomUUID()}`;
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(store, undefined, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.#file);
  }
}
