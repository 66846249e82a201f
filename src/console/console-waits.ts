import type { ConsoleLine, ConsoleName, ExpectOptions, Mark, Match } from '../core/console.ts';
import { ExpectTimeoutError } from '../core/errors.ts';
import { redact } from '../core/secret.ts';
import { type Duration, limitText } from '../core/time.ts';
import { type Found, PatternSearch } from './pattern-search.ts';
import type { StreamPattern } from './stream-pattern.ts';
import type { TextRecord } from './text-record.ts';

/** What only this side of a console may ask for. */
export interface SearchOptions extends ExpectOptions {
  /** A match that does not count: the search goes on behind it, in the same time. */
  readonly passesOver?: (match: Match) => boolean;
}

export interface FoundInRecord {
  readonly text: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly before: string;
  readonly endByte: number;
}

export interface AwaitedText {
  readonly console: ConsoleName;
  readonly shown: string;
  readonly within: Duration;
  /** Board time. */
  readonly waitedMs: number;
  readonly speed: number;
  readonly last: readonly ConsoleLine[];
}

export interface WaitEnds {
  /** The byte from which the search begins. */
  readonly since: number;
  readonly gone: Error | undefined;
  readonly overdue: AbortSignal;
  readonly signal: AbortSignal | undefined;
  readonly describe: () => AwaitedText;
}

interface Wait {
  readonly search: PatternSearch;
  /** Its first character; which one that is shows once something came at or behind `since`. */
  from: number;
  isBegun: boolean;
  readonly since: number;
  readonly found: (found: FoundInRecord) => void;
  readonly failed: (error: unknown) => void;
}

// Before the next place of a search: for `^` and lookbehinds.
const context = 256;

/** Everybody who waits for something on one console. Each holds a place of its own in the record. */
export class ConsoleWaits {
  readonly #record: TextRecord;
  readonly #waiting = new Set<Wait>();

  constructor(record: TextRecord) {
    this.#record = record;
  }

  async wait(search: PatternSearch, { since, gone, overdue, signal, describe }: WaitEnds): Promise<FoundInRecord> {
    const from = search.next;
    const already = search.search(this.#record);
    if (already) return this.#inRecord(already, from);
    if (gone) throw gone;
    let onOverdue = (): void => {};
    let onAbort = (): void => {};
    let wait: Wait | undefined;
    try {
      return await new Promise<FoundInRecord>((found, failed) => {
        wait = { search, from, since, isBegun: from < this.#record.length, found, failed };
        this.#waiting.add(wait);
        // Both are listened to directly: a timeout that only a combined signal refers to may be collected before it fires.
        onOverdue = () => failed(tooLate(describe()));
        onAbort = () => failed(signal?.reason);
        overdue.addEventListener('abort', onOverdue, { once: true });
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    } finally {
      if (wait) this.#waiting.delete(wait);
      overdue.removeEventListener('abort', onOverdue);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** As `wait`, for the first match that counts. */
  async waitFor(pattern: StreamPattern, ends: WaitEnds, passesOver: SearchOptions['passesOver']): Promise<FoundInRecord> {
    let [since, passed] = [ends.since, ''];
    for (;;) {
      const found = await this.wait(new PatternSearch(pattern, this.#record.charAt(since)), { ...ends, since });
      const whole = { ...found, before: passed + found.before };
      if (!passesOver?.({ ...whole, end: found.endByte as Mark })) return whole;
      [since, passed] = [found.endByte, whole.before + whole.text];
      if (ends.overdue.aborted) throw tooLate(ends.describe());
    }
  }

  /** The record has grown. */
  look(): void {
    if (this.#waiting.size === 0) return;
    for (const wait of this.#waiting) this.#begin(wait);
    const earliest = Math.min(...[...this.#waiting].map(({ search }) => search.next));
    const base = Math.max(this.#record.start, earliest - context);
    const text = this.#record.slice(base);
    for (const wait of [...this.#waiting]) {
      const found = wait.search.searchIn(text, base, this.#record);
      if (!found) continue;
      this.#waiting.delete(wait);
      wait.found(this.#inRecord(found, wait.from));
    }
  }

  // A line that was edited before the wait began is repeated when more comes, and belongs to what was before.
  #begin(wait: Wait): void {
    if (wait.isBegun) return;
    wait.from = this.#record.charAt(wait.since);
    wait.isBegun = wait.from < this.#record.length;
    wait.search.beginAt(wait.from);
  }

  /** Nothing more will come. */
  end(error: Error): void {
    for (const wait of [...this.#waiting]) wait.failed(error);
    this.#waiting.clear();
  }

  #inRecord({ text, groups, start, end }: Found, from: number): FoundInRecord {
    const first = Math.max(from, this.#record.start);
    const before = this.#record.slice(first).slice(0, Math.max(0, start - first));
    return { text, groups, before, endByte: this.#record.byteBehind(end) };
  }
}

const tooLate = ({ console, shown, within, waitedMs, speed, last }: AwaitedText): ExpectTimeoutError => {
  const said = last.length === 0 ? 'it has not said anything' : 'its last lines are below';
  return new ExpectTimeoutError(`${redact(shown)} did not come on the ${console} console ${limitText(within, waitedMs, speed)}; ${said}`, {
    evidence: last.map(({ text }) => `${console}: ${redact(text)}`),
    remedy: last.length === 0 ? 'check that the board has power and that this is its UART' : 'compare the pattern with what came instead',
  });
};
