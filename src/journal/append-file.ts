import { open, stat } from 'node:fs/promises';
import { hostLimitOf } from '../core/host-limit.ts';
import { partPath } from './parts.ts';

/** Where appended bytes go: a file, or what a test puts in its place. */
export interface AppendTarget {
  /** Resolves with how many of the bytes were taken. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenTarget = (path: string) => Promise<AppendTarget>;

export interface AppendFileOptions {
  readonly openTarget?: OpenTarget;
  /** Called once, with one sentence, when something cannot be written or must be dropped. */
  readonly onTrouble?: (message: string) => void;
  /** Bytes held in memory while the disk does not take them, before what is not essential is dropped; 16 MiB by default. */
  readonly limit?: number;
  /** Bytes after which the file goes on in its next part, between two entries; 128 MiB by default. */
  readonly partBytes?: number;
}

interface Entry {
  readonly bytes: Uint8Array;
  readonly essential: boolean;
}

const defaultLimit = 16 * 1024 * 1024;
// Small enough to be looked at, moved and compressed one by one; a day of two consoles at 921600 baud is some 300 of them.
const defaultPartBytes = 128 * 1024 * 1024;

/**
 * A file in parts that only grows and never makes its user wait. What the disk refuses stays in memory and is tried again with every flush;
 * past the limit, what is not essential goes.
 */
export class AppendFile {
  readonly path: string;
  readonly #options: AppendFileOptions;
  readonly #entries: Entry[] = [];
  #held = 0;
  #dropped = 0;
  #open: AppendTarget | undefined;
  #part = 1;
  #partSize = 0;
  #isTorn = false;
  #ending: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #troubled = false;

  constructor(path: string, options: AppendFileOptions = {}) {
    this.path = path;
    this.#options = options;
  }

  /** How many entries were left out because the disk did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  append(bytes: Uint8Array, essential = false): void {
    this.#entries.push({ bytes, essential });
    this.#held += bytes.length;
    if (this.#held > (this.#options.limit ?? defaultLimit)) this.#drop();
  }

  /** Resolves when everything appended so far was written or refused. Never rejects. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    if (this.#entries.length === 0) return;
    this.#flushing = this.#write().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** Flushes, makes the disk keep it, closes. Never rejects. */
  async close(): Promise<void> {
    await this.flush();
    this.#end();
    await this.#ending;
  }

  async #write(): Promise<void> {
    const batch = this.#entries.splice(0);
    const bytes = Buffer.concat(batch.map((entry) => entry.bytes));
    let written = 0;
    try {
      const target = await this.#target();
      while (written < bytes.length) {
        const taken = await target.write(bytes.subarray(written));
        if (taken === 0) throw new Error('it takes no more bytes');
        written += taken;
        this.#partSize += taken;
      }
      this.#held -= bytes.length;
      this.#isTorn = false;
    } catch (cause) {
      this.#held -= written;
      this.#isTorn ||= written > 0;
      this.#entries.unshift(...unwritten(batch, written));
      this.#trouble(`cannot write ${this.path}: ${reasonOf(cause)}; what is decided is kept in memory and capture goes on`);
    }
  }

  /** The part to write to: behind what an earlier writer left, and another one only where no entry has begun. */
  async #target(): Promise<AppendTarget> {
    const { openTarget = openFile, partBytes = defaultPartBytes } = this.#options;
    const isFull = (): boolean => this.#partSize >= partBytes && !this.#isTorn;
    if (this.#open && isFull()) this.#end();
    if (this.#open) return this.#open;
    while (isFull() || (await this.#measured()) >= partBytes) {
      this.#part++;
      this.#partSize = 0;
    }
    this.#open = await openTarget(partPath(this.path, this.#part));
    return this.#open;
  }

  async #measured(): Promise<number> {
    this.#partSize = await sizeOf(partPath(this.path, this.#part));
    return this.#partSize;
  }

  // Nobody waits for the disk to keep a part: on a busy one that takes seconds, and what comes in the meantime has to go somewhere.
  #end(): void {
    if (this.#open) this.#ending = Promise.all([this.#ending, ended(this.#open)]);
    this.#open = undefined;
  }

  #drop(): void {
    const essential = this.#entries.filter((entry) => entry.essential);
    this.#dropped += this.#entries.length - essential.length;
    this.#entries.splice(0, this.#entries.length, ...essential);
    this.#held = essential.reduce((sum, entry) => sum + entry.bytes.length, 0);
    this.#trouble(`${this.path} does not take data as fast as it comes; part of what was captured is lost`);
  }

  #trouble(message: string): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#options.onTrouble?.(message);
  }
}

const ended = async (target: AppendTarget): Promise<void> => {
  // A device or pipe has nothing to sync (EINVAL).
  await target.sync().catch(() => undefined);
  await target.close().catch(() => undefined);
};

/** What is left of a batch after its first `written` bytes. The rest of an entry that was begun must follow, or it would spoil the next one. */
const unwritten = (batch: readonly Entry[], written: number): Entry[] => {
  let skip = written;
  return batch.flatMap((entry) => {
    const skipped = Math.min(skip, entry.bytes.length);
    skip -= skipped;
    return skipped === entry.bytes.length ? [] : [{ bytes: entry.bytes.subarray(skipped), essential: entry.essential || skipped > 0 }];
  });
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'the folder does not exist',
};

const reasonOf = (cause: unknown): string => {
  const { code, message } = cause as NodeJS.ErrnoException;
  return hostLimitOf(cause)?.why ?? (code && reasons[code]) ?? message;
};

const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
};

const openFile: OpenTarget = async (path) => {
  const handle = await open(path, 'a');
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
};
