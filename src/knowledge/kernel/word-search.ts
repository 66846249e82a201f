/** Finds the first of many words in a text by skipping (Wu and Manber 1994, blocks of two): a regular expression looks at every character. */
export class WordSearch {
  readonly #window: number;
  /** By how much the window may move on when it ends with this pair of characters. */
  readonly #shift: Uint8Array;
  readonly #ending = new Map<number, string[]>();

  /** Words of Latin-1 characters, at least two each. */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)];
    this.#window = Math.max(2, Math.min(255, ...all.map((word) => word.length)));
    this.#shift = new Uint8Array(65_536).fill(this.#window - 1);
    for (const word of all) this.#enter(word);
    if (all.length === 0) this.#window = 0;
  }

  /** Where the first word at or behind `from` begins; -1 when there is none. */
  next(text: string, from = 0): number {
    if (this.#window === 0) return -1;
    for (let end = from + this.#window - 1; end < text.length; ) {
      const pair = (text.charCodeAt(end - 1) & 255) * 256 + (text.charCodeAt(end) & 255);
      const shift = this.#shift[pair]!;
      if (shift > 0) end += shift;
      else {
        const start = end - this.#window + 1;
        if (this.#ending.get(pair)?.some((word) => text.startsWith(word, start))) return start;
        end++;
      }
    }
    return -1;
  }

  /** Every word that the text holds. */
  all(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (let start = this.next(text); start !== -1; start = this.next(text, start + 1))
      for (const word of this.at(text, start)) found.add(word);
    return found;
  }

  /** The words that begin at a place which `next` has named. */
  at(text: string, start: number): readonly string[] {
    const end = start + this.#window - 1;
    const pair = (text.charCodeAt(end - 1) & 255) * 256 + (text.charCodeAt(end) & 255);
    return this.#ending.get(pair)?.filter((word) => text.startsWith(word, start)) ?? [];
  }

  #enter(word: string): void {
    for (let end = 1; end < this.#window; end++) {
      const pair = word.charCodeAt(end - 1) * 256 + word.charCodeAt(end);
      this.#shift[pair] = Math.min(this.#shift[pair]!, this.#window - 1 - end);
      if (end === this.#window - 1) this.#ending.set(pair, [...(this.#ending.get(pair) ?? []), word]);
    }
  }
}
