/** A word of the search, and where it stands. */
export interface Word {
  readonly word: string;
  readonly at: number;
}

/** Shorter words would let the window skip too little. */
const shortest = 7;
/** As many of them as the engine's own search, which looks for one word at a time, may find for all the others' sake. */
const mostShort = 2;
const block = 3;

/** Finds the first of many words in a text by skipping (Wu and Manber 1994, blocks of three): a regular expression looks at every character. */
export class WordSearch {
  readonly #window: number;
  /** By how much the window may move on when it ends with these three characters; 0 where a word may begin with it. */
  readonly #shift: Uint8Array;
  /** The same when no word begins with this window. */
  readonly #step: Uint8Array;
  /** Which windows words begin with, by a hash: most of those that end like a word's are none. */
  readonly #begins = new Uint8Array(65_536);
  readonly #ending = new Map<number, string[]>();
  readonly #short: readonly string[];
  /** Where each short word comes next in the text that was searched last, at or behind the place that was asked for last. */
  readonly #shortAt: number[] = [];
  #shortText = '';
  #shortFrom = 0;

  /** Words of Latin-1 characters, at least two each. */
  constructor(words: Iterable<string>) {
    const all = [...new Set(words)];
    const short = all.filter((word) => word.length < shortest);
    this.#short = short.length <= mostShort ? short : short.filter((word) => word.length < block);
    const long = all.filter((word) => !this.#short.includes(word));
    this.#window = long.length === 0 ? 0 : Math.min(255, ...long.map((word) => word.length));
    this.#shift = new Uint8Array(65_536).fill(Math.max(1, this.#window - block + 1));
    this.#step = this.#shift.slice();
    for (const word of long) this.#enter(word);
  }

  /** Where the first word at or behind `from` begins; -1 when there is none. `bytes`: the same text in Latin-1, which is read faster. */
  next(text: string, from = 0, bytes?: Uint8Array): number {
    const long = this.#window === 0 ? -1 : bytes ? this.#nextInBytes(bytes, text, from) : this.#nextLong(text, from);
    const short = this.#short.length === 0 ? -1 : this.#nextShort(text, from);
    return long === -1 || (short !== -1 && short < long) ? short : long;
  }

  /** Every word that the text holds, from left to right. */
  all(text: string): readonly Word[] {
    const found: Word[] = [];
    for (let at = this.next(text); at !== -1; at = this.next(text, at + 1)) for (const word of this.at(text, at)) found.push({ word, at });
    return found;
  }

  /** The words that begin at a place which `next` has named. */
  at(text: string, start: number): readonly string[] {
    const ending = this.#window === 0 ? [] : (this.#ending.get(hash(text, start + this.#window - block, block)) ?? []);
    return [...ending, ...this.#short].filter((word) => text.startsWith(word, start));
  }

  #nextLong(text: string, from: number): number {
    const window = this.#window;
    const shifts = this.#shift;
    for (let end = from + window - 1; end < text.length; ) {
      const last = (text.charCodeAt(end - 2) * 1089 + text.charCodeAt(end - 1) * 33 + text.charCodeAt(end)) & 0xffff;
      const shift = shifts[last]!;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const start = end - window + 1;
      if (this.#begins[hash(text, start, window)] === 1 && this.#ending.get(last)!.some((word) => text.startsWith(word, start)))
        return start;
      end += this.#step[last]!;
    }
    return -1;
  }

  // The same over bytes, which are read 1.4 times as fast as characters: a twentieth of the time of a log without incidents.
  #nextInBytes(bytes: Uint8Array, text: string, from: number): number {
    const window = this.#window;
    const shifts = this.#shift;
    for (let end = from + window - 1; end < bytes.length; ) {
      const last = (bytes[end - 2]! * 1089 + bytes[end - 1]! * 33 + bytes[end]!) & 0xffff;
      const shift = shifts[last]!;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const start = end - window + 1;
      if (this.#begins[hash(text, start, window)] === 1 && this.#ending.get(last)!.some((word) => text.startsWith(word, start)))
        return start;
      end += this.#step[last]!;
    }
    return -1;
  }

  #nextShort(text: string, from: number): number {
    const isNew = text !== this.#shortText || from < this.#shortFrom;
    this.#shortText = text;
    this.#shortFrom = from;
    let first = -1;
    for (const [index, word] of this.#short.entries()) {
      const known = this.#shortAt[index];
      const at = isNew || known === undefined || (known !== -1 && known < from) ? text.indexOf(word, from) : known;
      this.#shortAt[index] = at;
      if (first === -1 || (at !== -1 && at < first)) first = at;
    }
    return first;
  }

  #enter(word: string): void {
    const last = this.#window - 1;
    for (let end = block - 1; end <= last; end++) {
      const ending = hash(word, end - block + 1, block);
      this.#shift[ending] = Math.min(this.#shift[ending]!, last - end);
      if (end < last) this.#step[ending] = Math.min(this.#step[ending]!, last - end);
      else this.#ending.set(ending, [...(this.#ending.get(ending) ?? []), word]);
    }
    this.#begins[hash(word, 0, this.#window)] = 1;
  }
}

const hash = (text: string, start: number, length: number): number => {
  let value = 0;
  for (let at = start; at < start + length; at++) value = (value * 33 + text.charCodeAt(at)) & 0xffff;
  return value;
};
