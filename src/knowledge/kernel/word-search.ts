/** A word of the search, and where it stands. */
export interface Word {
  readonly word: string;
  readonly at: number;
}

/** Finds the first of many words in a text by skipping (Wu and Manber 1994, blocks of two): a regular expression looks at every character. */
export class WordSearch {
  readonly #window: number;
  /** By how much the window may move on when it ends with this pair of characters; 0 where a word may begin with it. */
  readonly #shift: Uint8Array;
  /** The same when no word begins with this window. */
  readonly #step: Uint8Array;
  /** Which windows words begin with, by a hash: most of those that end like a word's are none. */
  readonly #begins = new Uint8Array(65_536);
  readonly #ending = new Map<number, string[]>();

  /** Words of Latin-1 characters, at least two each. */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)];
    this.#window = Math.max(2, Math.min(255, ...all.map((word) => word.length)));
    this.#shift = new Uint8Array(65_536).fill(this.#window - 1);
    this.#step = new Uint8Array(65_536).fill(this.#window - 1);
    for (const word of all) this.#enter(word);
    if (all.length === 0) this.#window = 0;
  }

  /** Where the first word at or behind `from` begins; -1 when there is none. */
  next(text: string, from = 0): number {
    const window = this.#window;
    if (window === 0) return -1;
    const shifts = this.#shift;
    for (let end = from + window - 1; end < text.length; ) {
      const pair = (text.charCodeAt(end - 1) & 255) * 256 + (text.charCodeAt(end) & 255);
      const shift = shifts[pair]!;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const start = end - window + 1;
      if (this.#begins[hash(text, start, window)] === 1 && this.#ending.get(pair)!.some((word) => text.startsWith(word, start)))
        return start;
      end += this.#step[pair]!;
    }
    return -1;
  }

  /** Every word that the text holds, from left to right. */
  all(text: string): readonly Word[] {
    const found: Word[] = [];
    for (let at = this.next(text); at !== -1; at = this.next(text, at + 1)) for (const word of this.at(text, at)) found.push({ word, at });
    return found;
  }

  /** The words that begin at a place which `next` has named. */
  at(text: string, start: number): readonly string[] {
    const end = start + this.#window - 1;
    const pair = (text.charCodeAt(end - 1) & 255) * 256 + (text.charCodeAt(end) & 255);
    return this.#ending.get(pair)?.filter((word) => text.startsWith(word, start)) ?? [];
  }

  #enter(word: string): void {
    const last = this.#window - 1;
    for (let end = 1; end <= last; end++) {
      const pair = word.charCodeAt(end - 1) * 256 + word.charCodeAt(end);
      this.#shift[pair] = Math.min(this.#shift[pair]!, last - end);
      if (end < last) this.#step[pair] = Math.min(this.#step[pair]!, last - end);
      else this.#ending.set(pair, [...(this.#ending.get(pair) ?? []), word]);
    }
    this.#begins[hash(word, 0, this.#window)] = 1;
  }
}

const hash = (text: string, start: number, length: number): number => {
  let value = 0;
  for (let at = start; at < start + length; at++) value = (value * 33 + (text.charCodeAt(at) & 255)) & 0xffff;
  return value;
};
