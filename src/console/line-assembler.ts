import type { ConsoleLine, ConsoleName, Mark } from '../core/console.ts';

const lf = 0x0a;
const cr = 0x0d;

// A line that never ends, as a board that floods its UART with noise makes it, is cut here.
const maxLineBytes = 16_384;

/** Cuts the bytes of a console into lines: CR LF, LF CR, CR, LF and CR CR LF each end one. */
export class LineAssembler {
  readonly #console: ConsoleName;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #start = 0;
  #at = 0;
  #afterCr = false;

  constructor(console: ConsoleName) {
    this.#console = console;
  }

  /** The unterminated line at the end, if there is one. */
  get open(): ConsoleLine | undefined {
    const text = this.#bytes === 0 ? '' : this.#text();
    return text === '' ? undefined : this.#line(text, false);
  }

  /** The lines these bytes complete. `offset`: where in the stream the chunk begins; `at`: host monotonic milliseconds. */
  push(chunk: Buffer, offset: number, at: number): ConsoleLine[] {
    const lines: ConsoleLine[] = [];
    let from = 0;
    this.#at = at;
    for (const end of lineEndings(chunk)) {
      this.#add(chunk, from, end);
      const text = this.#text();
      if (this.#endsLine(chunk[end]!, text)) lines.push(this.#line(text, true));
      from = end + 1;
      this.#begin(offset + from);
    }
    this.#add(chunk, from, chunk.length);
    if (this.#bytes > maxLineBytes) {
      const tooLong = this.open;
      if (tooLong) lines.push(tooLong);
      this.#begin(offset + chunk.length);
    }
    return lines;
  }

  #endsLine(ending: number, text: string): boolean {
    if (ending === cr) {
      if (text !== '') this.#afterCr = true;
      return text !== '';
    }
    const completesCr = this.#afterCr && text === '';
    this.#afterCr = false;
    return !completesCr;
  }

  #begin(start: number): void {
    this.#start = start;
    this.#bytes = 0;
    if (this.#parts.length > 0) this.#parts = [];
  }

  #add(chunk: Buffer, from: number, to: number): void {
    if (to <= from) return;
    this.#parts.push(chunk.subarray(from, to));
    this.#bytes += to - from;
  }

  #text(): string {
    if (this.#bytes === 0) return '';
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const text = bytes.toString();
    return text.includes('\0') ? text.replaceAll('\0', '') : text;
  }

  #line(text: string, terminated: boolean): ConsoleLine {
    return { console: this.#console, at: this.#at, text, start: this.#start as Mark, terminated };
  }
}

function* lineEndings(chunk: Buffer): Generator<number> {
  let [nextLf, nextCr] = [chunk.indexOf(lf), chunk.indexOf(cr)];
  while (nextLf >= 0 || nextCr >= 0) {
    if (nextCr < 0 || (nextLf >= 0 && nextLf < nextCr)) {
      yield nextLf;
      nextLf = chunk.indexOf(lf, nextLf + 1);
    } else {
      yield nextCr;
      nextCr = chunk.indexOf(cr, nextCr + 1);
    }
  }
}
