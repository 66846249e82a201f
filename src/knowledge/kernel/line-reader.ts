import type { RawLine } from '../boot/raw-line.ts';
import { stripControls } from './normalise.ts';
import type { WordSearch } from './word-search.ts';

/** What a line must hold to matter. */
export interface Hint {
  readonly words: WordSearch;
  /** With the flag g. */
  readonly pattern: RegExp | undefined;
}

export interface LineSink {
  /** True while every line matters; otherwise only lines with a hint are handed over. */
  readonly busy: boolean;
  line(line: RawLine, hasHint: boolean): void;
  /** A line without a hint while not busy: `text` from `from` to `to`. */
  quiet(text: string, from: number, to: number): void;
}

const longestLine = 4096;
const pieceSize = 65_536;
const tailSize = 3072;
const nothing = Buffer.alloc(0);

/** Cuts bytes into lines and hands over those that can matter: one search for the hints over the whole chunk costs less than a look at each line. */
export class LineReader {
  readonly #hint: Hint;
  readonly #sink: LineSink;
  #pending: Buffer = nothing;
  #tail = '';
  #offset = 0;
  #number = 1;
  #at = 0;
  #text = '';
  #from = 0;
  #to = 0;

  constructor(hint: Hint, sink: LineSink) {
    this.#hint = hint;
    this.#sink = sink;
  }

  feed(chunk: Uint8Array, at: number): void {
    this.#at = at;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let from = 0; from < bytes.length; from += pieceSize) this.#piece(bytes.subarray(from, from + pieceSize), at);
  }

  /** The bytes behind the last newline, as a line. */
  peek(): RawLine | undefined {
    return this.#pending.length === 0 ? undefined : this.#raw(this.#pending.toString('latin1'), this.#at);
  }

  /** The last lines before the one being handed over, oldest first. */
  before(count: number): readonly string[] {
    if (count < 1) return [];
    const text = this.#text;
    const furthest = Math.max(0, this.#from - tailSize);
    let from = this.#from;
    let left = count;
    while (left > 0 && from > furthest) {
      from = from < 2 ? 0 : text.lastIndexOf('\n', from - 2) + 1;
      left--;
    }
    // They begin in what was read before, or further behind than is kept.
    if (left > 0 || from <= furthest)
      return this.#behind()
        .split('\n')
        .slice(-count - 1, -1);
    return text.slice(from, this.#from - 1).split('\n');
  }

  /** Host milliseconds of the last bytes. */
  get at(): number {
    return this.#at;
  }

  /** The line being looked at. */
  here(): RawLine {
    return this.#raw(this.#text.slice(this.#from, this.#to), this.#at);
  }

  end(): void {
    if (this.#pending.length === 0) return;
    const rest = this.#pending.toString('latin1');
    this.#pending = nothing;
    this.#sink.line(this.#raw(rest, this.#at), true);
    this.#offset += rest.length;
  }

  #piece(piece: Buffer, at: number): void {
    const bytes = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    if (bytes.length < longestLine && !piece.includes(10)) this.#pending = this.#pending.length === 0 ? Buffer.from(piece) : bytes;
    else this.#lines(bytes, at);
  }

  #lines(bytes: Buffer, at: number): void {
    const text = bytes.toString('latin1');
    const veil = new Places(text, ['\x1b', '\0']);
    let from = 0;
    let hint = -2;
    for (;;) {
      const newline = text.indexOf('\n', from);
      const cut = (newline === -1 ? text.length : newline) - from > longestLine;
      if (newline === -1 && !cut) break;
      const to = cut ? from + longestLine : newline;
      if (hint !== -1 && hint < from) hint = this.#search(text, from, bytes);
      const next = cut ? to : to + 1;
      const veiled = veil.isBetween(from, to) ? stripControls(text.slice(from, to)) : undefined;
      this.#text = text;
      this.#from = from;
      this.#to = to;
      const hasHint = (hint !== -1 && hint < to) || (veiled !== undefined && this.#search(veiled, 0) !== -1);
      if (hasHint || this.#sink.busy) this.#sink.line(this.#raw(text.slice(from, to), at), hasHint);
      else if (veiled === undefined) this.#sink.quiet(text, from, to);
      else this.#sink.quiet(veiled, 0, veiled.length);
      this.#offset += next - from;
      if (!cut) this.#number++;
      from = next;
    }
    this.#text = text;
    this.#from = from;
    this.#tail = this.#behind();
    this.#text = '';
    this.#from = 0;
    this.#to = 0;
    this.#pending = from === text.length ? nothing : Buffer.from(bytes.subarray(from));
  }

  #behind(): string {
    const near = this.#text.slice(Math.max(0, this.#from - tailSize), this.#from);
    return near.length === tailSize ? near : (this.#tail + near).slice(-tailSize);
  }

  #raw(text: string, at: number): RawLine {
    return { text, number: this.#number, start: this.#offset, end: this.#offset + text.length, at };
  }

  #search(text: string, from: number, bytes?: Buffer): number {
    const word = this.#hint.words.next(text, from, bytes);
    const { pattern } = this.#hint;
    if (!pattern) return word;
    pattern.lastIndex = from;
    const place = pattern.exec(text)?.index ?? -1;
    return word === -1 || (place !== -1 && place < word) ? place : word;
  }
}

/**
 * Where some characters stand next, asked from left to right. Colours and the zeros of UTF-16 stand inside words: dmesg --color paints `BUG:` and
 * what follows it apart.
 */
class Places {
  readonly #text: string;
  readonly #next: { readonly character: string; at: number }[];

  constructor(text: string, characters: readonly string[]) {
    this.#text = text;
    this.#next = characters.map((character) => ({ character, at: text.indexOf(character) }));
  }

  isBetween(from: number, to: number): boolean {
    let found = false;
    for (const next of this.#next) {
      if (next.at !== -1 && next.at < from) next.at = this.#text.indexOf(next.character, from);
      found ||= next.at !== -1 && next.at < to;
    }
    return found;
  }
}
