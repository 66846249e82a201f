import { maxMatch, type StreamPattern } from './stream-pattern.ts';
import type { TextRecord } from './text-record.ts';

export interface Found {
  readonly text: string;
  readonly groups: Readonly<Record<string, string>>;
  /** Characters, counted from the beginning of the record. */
  readonly start: number;
  readonly end: number;
}

// `^` and lookbehinds look at what came before the place where a search goes on.
const context = 256;

/**
 * Looks for one pattern in a record that grows, from one place on. The match is what the pattern finds in the shortest beginning of the record
 * in which it finds anything at all, so it is the same however the record grew, and nothing that was looked at far enough is looked at again.
 */
export class PatternSearch {
  readonly #pattern: StreamPattern;
  #from: number;
  #next: number;

  constructor(pattern: StreamPattern, from: number) {
    this.#pattern = pattern;
    this.#from = from;
    this.#next = from;
  }

  /** Where the next search has to begin. */
  get next(): number {
    return this.#next;
  }

  /** Nothing that comes before this character counts. To be called before anything was looked at. */
  beginAt(char: number): void {
    this.#from = char;
    this.#next = char;
  }

  search(record: TextRecord): Found | undefined {
    const from = Math.max(this.#next, record.start);
    const base = Math.max(record.start, from - context);
    return this.searchIn(record.slice(base), base, record);
  }

  /** `text` begins `base` characters behind the beginning of the record, well before `next`, and ends where the record does. */
  searchIn(text: string, base: number, { length, lineStart }: { readonly length: number; readonly lineStart: number }): Found | undefined {
    const match = shortest(this.#pattern, text, Math.max(0, this.#next - base));
    if (match) {
      const start = base + match.index;
      return { text: match[0], groups: definedGroups(match), start, end: start + match[0].length };
    }
    const overlap = length - this.#pattern.reach + 1;
    this.#next = Math.max(this.#from, this.#pattern.oneLine ? Math.max(overlap, lineStart) : overlap);
    return undefined;
  }
}

const shortest = ({ regexp, reach }: StreamPattern, text: string, from: number): RegExpExecArray | undefined => {
  for (let at = from; ; ) {
    const any = execAt(regexp, text, at);
    if (!any) return undefined;
    const length = shortestBeginning(regexp, text, any.index);
    const first = execAt(regexp, text.slice(0, length), any.index)!;
    if (length - first.index <= reach) return first;
    const near = execAt(regexp, text.slice(0, length), length - Math.min(reach, maxMatch));
    if (near) return near;
    at = first.index + 1;
  }
};

// Once a beginning of the text has a match, every longer one has: the patterns are made so.
const shortestBeginning = (regexp: RegExp, text: string, from: number): number => {
  let [without, withMatch] = [from - 1, text.length];
  while (withMatch - without > 1) {
    const middle = (without + withMatch) >> 1;
    if (execAt(regexp, text.slice(0, middle), from)) withMatch = middle;
    else without = middle;
  }
  return withMatch;
};

const execAt = (regexp: RegExp, text: string, at: number): RegExpExecArray | null => {
  regexp.lastIndex = at;
  return regexp.exec(text);
};

const definedGroups = ({ groups }: RegExpExecArray): Record<string, string> =>
  Object.fromEntries(Object.entries(groups ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined));
