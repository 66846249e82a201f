import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { HilError, type HilErrorOptions } from '../../core/errors.ts';

/** What a board is owed: everything that was changed on it and must be put back. */
export interface Owed {
  /** U-Boot variables with the value they had; null: the variable did not exist. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Files that were put on the board's storage. */
  readonly files: readonly string[];
  /** Text files with what they held, by path; null: there was no such file. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Files that were put where the lab's TFTP server gives them. */
  readonly served: readonly string[];
  /** All variables as they were before the first change: U-Boot stores one copy only, and a power cut while it is written loses it. */
  readonly whole?: Readonly<Record<string, string>> | undefined;
}

const owedSchema = z.object({
  environment: z.record(z.string(), z.string().nullable()),
  files: z.array(z.string()),
  texts: z.record(z.string(), z.string().nullable()).default({}),
  served: z.array(z.string()).default([]),
  whole: z.record(z.string(), z.string()).optional(),
});

const nothing: Owed = { environment: {}, files: [], texts: {}, served: [] };

/** The note of what a board is owed cannot be kept on this host. */
export class LedgerError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}

/**
 * Written before each change, so that a killed run leaves a note of what to put back, and the next run does so first.
 * Throws LedgerError when the note cannot be read or written: a change that cannot be noted is not made.
 */
export class Ledger {
  readonly #path: string | undefined;
  #owed: Owed;
  /** Without a path nothing is kept beyond this process: for a board that ends with it. */
  constructor(path: string | undefined) {
    this.#path = path;
    this.#owed = path === undefined ? nothing : read(path);
  }

  get owed(): Owed {
    return this.#owed;
  }

  get isSettled(): boolean {
    const { environment, files, served, texts } = this.#owed;
    return [Object.keys(environment), files, served, Object.keys(texts)].every(({ length }) => length === 0);
  }

  /** The first value noted is the original; later changes of the same variable do not replace it. */
  noteVariable(name: string, original: string | undefined): void {
    if (Object.hasOwn(this.#owed.environment, name)) return;
    this.#save({ ...this.#owed, environment: { ...this.#owed.environment, [name]: original ?? null } });
  }

  /** All variables as they are now; those noted before count as they were. To be called before the first change. */
  noteWhole(now: Readonly<Record<string, string>>): void {
    const { environment, whole } = this.#owed;
    if (whole) return;
    const before = Object.entries({ ...now, ...environment }).filter((entry): entry is [string, string] => entry[1] !== null);
    this.#save({ ...this.#owed, whole: Object.fromEntries(before) });
  }

  noteFile(path: string): void {
    if (this.#owed.files.includes(path)) return;
    this.#save({ ...this.#owed, files: [...this.#owed.files, path] });
  }

  noteServed(name: string): void {
    if (this.#owed.served.includes(name)) return;
    this.#save({ ...this.#owed, served: [...this.#owed.served, name] });
  }

  /** As `noteVariable`, of a text file. */
  noteText(path: string, original: string | undefined): void {
    if (path in this.#owed.texts) return;
    this.#save({ ...this.#owed, texts: { ...this.#owed.texts, [path]: original ?? null } });
  }

  /** The system that was owed something is gone. */
  forget(): void {
    this.#save(nothing);
  }

  settleText(path: string): void {
    const { [path]: _, ...texts } = this.#owed.texts;
    this.#save({ ...this.#owed, texts });
  }

  settleVariable(name: string): void {
    const { [name]: _, ...environment } = this.#owed.environment;
    const { whole, ...others } = this.#owed;
    this.#save({ ...others, environment, ...(whole && Object.keys(environment).length > 0 ? { whole } : {}) });
  }

  settleServed(name: string): void {
    this.#save({ ...this.#owed, served: this.#owed.served.filter((each) => each !== name) });
  }

  settleFile(path: string): void {
    this.#save({ ...this.#owed, files: this.#owed.files.filter((file) => file !== path) });
  }

  #save(owed: Owed): void {
    this.#owed = owed;
    if (this.#path === undefined) return;
    try {
      if (this.isSettled) {
        rmSync(this.#path, { force: true });
        return;
      }
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      // Renamed into place: a torn note would be worse than none.
      rmSync(`${this.#path}.new`, { force: true });
      // U-Boot's variables may hold credentials, such as those of a network boot.
      writeFileSync(`${this.#path}.new`, `${JSON.stringify(owed, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (cause) {
      throw new LedgerError(`cannot note in ${this.#path} what must be put back on the board`, {
        cause,
        remedy: 'make the folder writable; nothing was changed on the board',
      });
    }
  }
}

const read = (path: string): Owed => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(String((cause as NodeJS.ErrnoException).code))) return nothing;
    throw new LedgerError(`${path} says what the board is owed, but cannot be read: ${(cause as Error).message}`, {
      cause,
      remedy: 'run as the user whose run left it, or make it readable',
    });
  }
  try {
    return owedSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new LedgerError(`${path} should say what the board is owed, but cannot be read`, {
      cause,
      remedy: 'look into the file, put the U-Boot variables back by hand, then delete it',
    });
  }
};
