import type { TextRecord } from './text-record.ts';

const nul = 0x00;
// XON and XOFF: flow control of an adapter or terminal server that lets it through, and no text.
const [xon, xoff] = [0x11, 0x13];
const bel = 0x07;
const backspace = 0x08;
const tab = 0x09;
const lf = 0x0a;
const cr = 0x0d;
const esc = 0x1b;

// Longer ones are line noise: a lone ESC ] at power-up must not swallow the boot log.
const maxSequence = 256;
// A backspace repeats the line it edits; longer lines are not edited by hand.
const maxRepeated = 512;

type State = 'text' | 'escape' | 'csi' | 'string' | 'utf8';

/**
 * Turns the bytes of a UART into searchable text, byte by byte, so that the result does not depend on how they were cut into chunks:
 * ANSI sequences, NULs and the bytes of flow control vanish, every line ending (CR LF, LF CR, CR, CR CR LF) becomes one `\n`, invalid UTF-8 becomes U+FFFD, and a line
 * that is edited by backspaces, as U-Boot's countdown is, is followed by the edited line: the record never takes back what it showed.
 */
export class TextNormaliser {
  readonly #record: TextRecord;
  readonly #onSequence: (sequence: string) => void;
  #state: State = 'text';
  #held: number[] = [];
  #utf8Length = 0;
  #erased = 0;
  #eraseByte = 0;
  #afterCr = false;

  /** `onSequence` hears every complete CSI sequence. */
  constructor(record: TextRecord, onSequence: (sequence: string) => void = () => {}) {
    this.#record = record;
    this.#onSequence = onSequence;
  }

  /** `offset`: where in the stream the chunk begins. */
  push(chunk: Buffer, offset: number): void {
    let index = 0;
    while (index < chunk.length) {
      if (this.#state === 'text' && isPrintable(chunk[index]!)) index = this.#run(chunk, index, offset);
      else if (this.#take(chunk[index]!, offset + index)) index++;
    }
  }

  #run(chunk: Buffer, from: number, offset: number): number {
    let to = from + 1;
    while (to < chunk.length && isPrintable(chunk[to]!)) to++;
    this.#emit(chunk.toString('latin1', from, to), offset + from, 1);
    return to;
  }

  // False: the byte ended what was going on and is to be looked at again.
  #take(byte: number, at: number): boolean {
    if (this.#state === 'text') return this.#takeText(byte, at);
    if (this.#state === 'utf8') return this.#takeUtf8(byte, at);
    if (this.#state === 'escape') return this.#takeEscape(byte);
    return this.#state === 'csi' ? this.#takeCsi(byte) : this.#takeString(byte);
  }

  #takeText(byte: number, at: number): boolean {
    if (isNoText(byte)) return true;
    if (byte === esc) this.#enter('escape');
    else if (byte === lf) this.#lineFeed(at);
    else if (byte === cr) this.#carriageReturn(at);
    else if (byte === backspace) this.#erase(at);
    else if (byte < 0x80) this.#emit(String.fromCharCode(byte), at, 1);
    else this.#beginUtf8(byte, at);
    return true;
  }

  #lineFeed(at: number): void {
    if (!this.#afterCr || this.#column > 0) this.#endLine(at);
    this.#afterCr = false;
  }

  // At the beginning of a line it moves nothing: the second half of LF CR, the extra one of CR CR LF.
  #carriageReturn(at: number): void {
    if (this.#column === 0) return;
    this.#endLine(at);
    this.#afterCr = true;
  }

  #endLine(at: number): void {
    this.#erased = 0;
    this.#record.append('\n', at, 1);
  }

  #erase(at: number): void {
    if (this.#erased === 0) this.#eraseByte = at;
    this.#erased = Math.min(this.#erased + 1, this.#column);
  }

  get #column(): number {
    return this.#record.length - this.#record.lineStart;
  }

  #emit(text: string, byte: number, width: number): void {
    if (this.#erased > 0) this.#repeatEdited();
    this.#record.append(text, byte, width);
  }

  #repeatEdited(): void {
    const line = this.#record.slice(Math.max(this.#record.lineStart, this.#record.length - maxRepeated));
    const kept = line.slice(0, Math.max(0, line.length - this.#erased));
    this.#erased = 0;
    this.#record.append('\n', this.#eraseByte, 0);
    if (kept !== '') this.#record.append(kept, this.#eraseByte, 0);
  }

  #enter(state: State): void {
    this.#state = state;
    this.#held = [];
  }

  // ECMA-48: ESC, intermediates 0x20-0x2F, a final byte; ESC [ opens a CSI, ESC ] P X ^ _ a string.
  #takeEscape(byte: number): boolean {
    if (isNoText(byte)) return true;
    if (byte >= 0x20 && byte <= 0x2f && this.#held.length < 4) {
      this.#held.push(byte);
      return true;
    }
    const opens = this.#held.length === 0 ? String.fromCharCode(byte) : '';
    if (opens === '[') this.#enter('csi');
    else if (opens !== '' && ']PX^_'.includes(opens)) this.#enter('string');
    else this.#enter('text');
    return byte >= 0x20 && byte < 0x7f;
  }

  #takeCsi(byte: number): boolean {
    if (isNoText(byte)) return true;
    if (byte < 0x20 || byte > 0x7e || this.#held.length >= maxSequence) {
      this.#enter('text');
      return false;
    }
    this.#held.push(byte);
    if (byte < 0x40) return true;
    const sequence = `\x1b[${String.fromCharCode(...this.#held)}`;
    this.#enter('text');
    this.#onSequence(sequence);
    return true;
  }

  // Ended by BEL or ESC \; a line ending or too great a length ends it as well.
  #takeString(byte: number): boolean {
    if (byte === bel) {
      this.#enter('text');
      return true;
    }
    if (byte === esc) {
      this.#enter('escape');
      return true;
    }
    if (byte === lf || byte === cr || this.#held.length >= maxSequence) {
      this.#enter('text');
      return false;
    }
    this.#held.push(byte);
    return true;
  }

  #beginUtf8(byte: number, at: number): void {
    this.#utf8Length = utf8Length(byte);
    if (this.#utf8Length === 0) {
      this.#emit('\uFFFD', at, 1);
      return;
    }
    this.#enter('utf8');
    this.#held.push(byte);
  }

  #takeUtf8(byte: number, at: number): boolean {
    const continues = byte >= 0x80 && byte <= 0xbf;
    if (continues) this.#held.push(byte);
    if (continues && this.#held.length < this.#utf8Length) return true;
    const length = this.#held.length;
    const text = Buffer.from(this.#held).toString();
    this.#enter('text');
    this.#emit(text.includes('\uFFFD') ? '\uFFFD' : text, continues ? at + 1 - length : at - length, length);
    return continues;
  }
}

const isNoText = (byte: number): boolean => byte === nul || byte === xon || byte === xoff;

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === tab;

const utf8Length = (lead: number): number => {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
};
