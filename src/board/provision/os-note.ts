import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const schema = z.object({ sha256: z.string(), machineId: z.string() });

/** Which image this lab installed last on a board, and the system that came of it. */
export type InstalledNote = z.infer<typeof schema>;

/** Kept on this host. What cannot be read counts as no note: the worst that comes of it is one more installation. */
export class OsNote {
  readonly #path: string | undefined;
  #note: InstalledNote | undefined;
  /** Without a path nothing is kept beyond this process: for a board that ends with it. */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  read(): InstalledNote | undefined {
    if (this.#path === undefined) return this.#note;
    try {
      return schema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  write(note: InstalledNote): void {
    this.#note = note;
    if (this.#path === undefined) return;
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}
