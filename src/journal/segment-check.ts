/** What of a journal cannot be read or does not belong there. */
export interface Damage {
  readonly path: string;
  /** Counted from 1; of a line that is missing, the one before which it should stand. */
  readonly line: number;
  /** The end of a sentence that begins with the file and the line. */
  readonly what: string;
}

interface Unread {
  readonly from: number;
  count: number;
  bytes: number;
  zeros: number;
}

/**
 * Looks through the lines of one segment, in all its parts. One writer numbers its events from 0 on without a gap, and a line that fits into no such row
 * was not written by it.
 */
export class SegmentCheck {
  readonly #onDamage: (damage: Damage) => void;
  #path = '';
  #line = 0;
  #expected = 0;
  /** A writer that takes up the segment of another one begins with an empty line. */
  #mayBegin = true;
  #unread: Unread | undefined;
  /** Unreadable lines since the last number. */
  #skipped = 0;
  /** A number that is too high: a gap, or a line of somebody else. */
  #ahead: { readonly path: string; readonly line: number; readonly seq: number } | undefined;
  constructor(onDamage: (damage: Damage) => void) {
    this.#onDamage = onDamage;
  }

  /** A part of the segment begins. */
  part(path: string): void {
    this.#endUnread();
    this.#path = path;
    this.#line = 0;
  }

  /** The next line: the number of its event, or undefined where it holds none. */
  take(text: string, seq: number | undefined): void {
    this.#line++;
    if (text === '') {
      this.#endUnread();
      this.#mayBegin = true;
      return;
    }
    if (seq === undefined) this.#notRead(text);
    else this.#read(seq);
  }

  /** No more lines come. */
  end(): void {
    this.#endUnread();
    this.#endAhead();
  }

  #read(seq: number): void {
    this.#endUnread();
    const begins = seq === 0 && this.#mayBegin;
    this.#mayBegin = false;
    if (begins) this.#began();
    else this.#numbered(seq);
  }

  #began(): void {
    this.#endAhead();
    this.#skipped = 0;
    this.#expected = 1;
  }

  #numbered(seq: number): void {
    const here = { path: this.#path, line: this.#line };
    const ahead = this.#ahead;
    if (ahead && seq >= this.#expected && seq <= this.#expected + this.#skipped) {
      this.#ahead = undefined;
      this.#tell(ahead, foreign(ahead.seq, this.#expected));
    } else this.#endAhead();
    if (seq < this.#expected) this.#tell(here, foreign(seq, this.#expected));
    else if (seq > this.#expected + this.#skipped) this.#ahead = { ...here, seq };
    else {
      this.#skipped = 0;
      this.#expected = seq + 1;
    }
  }

  #endAhead(): void {
    if (!this.#ahead) return;
    const missing = this.#ahead.seq - this.#expected - this.#skipped;
    this.#tell(this.#ahead, `${missing} ${missing === 1 ? 'event is' : 'events are'} missing before it`);
    this.#expected = this.#ahead.seq + 1;
    this.#skipped = 0;
    this.#ahead = undefined;
  }

  #notRead(text: string): void {
    this.#unread ??= { from: this.#line, count: 0, bytes: 0, zeros: 0 };
    this.#unread.count++;
    this.#unread.bytes += Buffer.byteLength(text);
    this.#unread.zeros += text.split('\0').length - 1;
    this.#skipped++;
    this.#mayBegin = true;
  }

  #endUnread(): void {
    const unread = this.#unread;
    if (!unread) return;
    this.#unread = undefined;
    const { from: line, count, bytes, zeros } = unread;
    const to = count === 1 ? '' : ` (to line ${line + count - 1})`;
    this.#tell({ path: this.#path, line }, `${bytes} bytes${to} are no event${zeros > 0 ? `, ${zeros} of them zero` : ''}`);
  }

  #tell({ path, line }: { readonly path: string; readonly line: number }, what: string): void {
    this.#onDamage({ path, line, what });
  }
}

const foreign = (seq: number, expected: number): string => `is not of the writer of this file: number ${seq} where ${expected} comes`;
