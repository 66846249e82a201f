import { StringDecoder } from 'node:string_decoder';

/** Cuts the output of a command into lines. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #open = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const pieces = this.#decoder.write(chunk).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      this.#onLine((this.#open + piece).replace(/\r$/, ''));
      this.#open = '';
    }
    this.#open += pieces.at(-1)!;
  }

  /** Hands over what had no line ending. */
  end(): void {
    const last = this.#open + this.#decoder.end();
    this.#open = '';
    if (last !== '') this.#onLine(last.replace(/\r$/, ''));
  }
}

/** Hands over what comes at once, but never half a character. */
export class TextPieces {
  readonly #onText: (text: string) => void;
  readonly #decoder = new StringDecoder('utf8');

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  push(chunk: Buffer): void {
    this.#hand(this.#decoder.write(chunk));
  }

  end(): void {
    this.#hand(this.#decoder.end());
  }

  #hand(text: string): void {
    if (text !== '') this.#onText(text);
  }
}
