/** Characters per block: a growing string is copied whenever it is searched, so it is kept short. */
const blockChars = 8192;

interface Run {
  readonly char: number;
  readonly byte: number;
  /** Bytes per character: 1 for ASCII, 2 to 4 for one UTF-8 character, 0 for text that repeats what is there. */
  readonly width: number;
}

interface Block {
  readonly start: number;
  readonly firstByte: number;
  text: string;
  readonly runs: Run[];
}

/** The searchable text of one console, only ever appended to, and for every character where in the bytes it came from. */
export class TextRecord {
  readonly #retainBytes: number;
  readonly #blocks: Block[] = [];
  #length = 0;
  #lineStart = 0;
  #firstByte = 0;

  constructor(retainBytes: number) {
    this.#retainBytes = retainBytes;
  }

  /** Characters since the beginning, those no longer retained included. */
  get length(): number {
    return this.#length;
  }

  /** Where the unterminated line at the end starts. */
  get lineStart(): number {
    return this.#lineStart;
  }

  /** The first character still there. */
  get start(): number {
    return this.#blocks[0]?.start ?? this.#length;
  }

  /** The byte of the first character still there. */
  get firstByte(): number {
    return this.#firstByte;
  }

  /** A line ending is appended alone. */
  append(text: string, byte: number, width: number): void {
    const block = this.#open(byte);
    const last = block.runs.at(-1);
    const goesOn = last?.width === 1 && width === 1 && byte - last.byte === this.#length - last.char;
    if (!goesOn) block.runs.push({ char: this.#length, byte, width });
    block.text += text;
    this.#length += text.length;
    if (text === '\n') this.#lineStart = this.#length;
  }

  /** From a character to the end. What is no longer retained is left out. */
  slice(from: number): string {
    let text = '';
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const block = this.#blocks[index]!;
      if (block.start <= from) return block.text.slice(from - block.start) + text;
      text = block.text + text;
    }
    return text;
  }

  /** The first character that came at or behind a byte offset. */
  charAt(byte: number): number {
    const block = lastWhere(this.#blocks, ({ firstByte }) => firstByte <= byte) ?? this.#blocks[0];
    if (!block) return this.#length;
    const index = lastIndexWhere(block.runs, (run) => run.byte < byte);
    const next = block.runs[index + 1]?.char ?? block.start + block.text.length;
    const run = block.runs[index];
    if (!run) return block.start;
    return run.width === 1 ? Math.min(run.char + byte - run.byte, next) : next;
  }

  /** The byte offset just behind the character before `char`. */
  byteBehind(char: number): number {
    const before = char - 1;
    const block = lastWhere(this.#blocks, ({ start }) => start <= before);
    const run = block && lastWhere(block.runs, (candidate) => candidate.char <= before);
    if (!run) return this.#firstByte;
    return run.width === 1 ? run.byte + before - run.char + 1 : run.byte + run.width;
  }

  #open(byte: number): Block {
    const last = this.#blocks.at(-1);
    if (last && last.text.length < blockChars) return last;
    const block: Block = { start: this.#length, firstByte: byte, text: '', runs: [] };
    this.#blocks.push(block);
    while (this.#blocks.length > 1 && this.#isPast(this.#blocks[1]!, byte)) {
      this.#blocks.shift();
      this.#firstByte = this.#blocks[0]!.firstByte;
    }
    return block;
  }

  // Edited lines make more text than there were bytes, so both are bounded.
  #isPast({ start, firstByte }: Block, byte: number): boolean {
    return byte - firstByte >= this.#retainBytes || this.#length - start >= this.#retainBytes;
  }
}

const lastIndexWhere = <T>(sorted: readonly T[], holds: (item: T) => boolean): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const lastWhere = <T>(sorted: readonly T[], holds: (item: T) => boolean): T | undefined => sorted[lastIndexWhere(sorted, holds)];
