/** What came on a line, as bytes and not yet as text. */
export interface LineSample {
  readonly bytes: number;
  /** Printable ASCII, line endings and the escape of terminal sequences. */
  readonly printable: number;
  /** Printable once the highest bit is taken away, where a sender with seven bits puts its parity. */
  readonly printableIn7: number;
  /** The first of them. */
  readonly head: Uint8Array;
}

const headBytes = 4096;

/** Counts what comes, from the last `begin` on. */
export class LineSampler {
  #bytes = 0;
  #printable = 0;
  #printableIn7 = 0;
  #head: Uint8Array[] = [];
  #headLength = 0;

  begin(): void {
    this.#bytes = 0;
    this.#printable = 0;
    this.#printableIn7 = 0;
    this.#head = [];
    this.#headLength = 0;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    for (const byte of chunk) {
      if (isPrintable(byte)) this.#printable++;
      if (isPrintable(byte & 0x7f)) this.#printableIn7++;
    }
    if (this.#headLength >= headBytes) return;
    this.#head.push(Uint8Array.from(chunk.subarray(0, headBytes - this.#headLength)));
    this.#headLength += this.#head.at(-1)!.length;
  }

  get sample(): LineSample {
    return { bytes: this.#bytes, printable: this.#printable, printableIn7: this.#printableIn7, head: Buffer.concat(this.#head) };
  }
}

const isPrintable = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b || byte === 0x08;

// Power-up noise is a few bytes, and proves nothing.
const usualLeast = 12;
// A boot loader's text is printable throughout; at a wrong rate a third to a half of it is by chance.
const textShare = 0.85;

/** Enough came to say that it is no text: `leastBytes`, 12 by default. */
export const isRubbish = ({ bytes, printable }: LineSample, leastBytes = usualLeast): boolean =>
  bytes >= leastBytes && printable / bytes < textShare;

// Power-up noise beside a banner of a few lines.
const wholeText = 0.97;
const leastText = 200;

/** So much of it is no text that it was none when it was sent, or was spoilt on the way: a boot loader prints nothing but text. */
export const isSpoilt = ({ bytes, printable }: LineSample): boolean => bytes >= leastText && printable / bytes < wholeText;

/** The highest bit is a parity bit: without it all is text. */
export const hasParityBit = ({ bytes, printableIn7 }: LineSample): boolean => printableIn7 / bytes > 0.97;

/** `3 of 1200 bytes (0 %) are printable`. */
export const printableText = ({ bytes, printable }: LineSample): string =>
  `${printable} of ${bytes} bytes (${Math.round((100 * printable) / Math.max(1, bytes))} %) are printable`;

/** The first bytes in hexadecimal, for evidence. */
export const bytesText = ({ head }: LineSample): string =>
  Buffer.from(head.subarray(0, 24))
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');
