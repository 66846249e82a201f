import type { Clock } from '../../../core/time.ts';

export interface LineEditorOptions {
  readonly clock: Clock;
  readonly echo: (text: string) => void;
  readonly prompt: () => string;
  readonly onLine: (line: string) => void;
  readonly onInterrupt: () => void;
  /** True while characters that come too fast get lost: the polled receiver holds one character. */
  readonly losesCharacters: boolean;
}

// CONFIG_SYS_CBSIZE of verdin-imx8mp.h.
const lineLimit = 2048;
// One character of 115200 baud takes 0.087 ms; a loop that looks less often than that misses some.
const pollMs = 0.1;
// How many characters the receiver still holds when U-Boot looks late: the FIFO of the i.MX UART is 32 bytes deep.
const fifoDepth = 4;

/** The line editor of U-Boot's prompt: echo, backspace, Ctrl-C and Ctrl-U. */
export class LineEditor {
  readonly #options: LineEditorOptions;
  #line = '';
  #lastAt = Number.NEGATIVE_INFINITY;
  #backlog = 0;
  constructor(options: LineEditorOptions) {
    this.#options = options;
  }

  type(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (!this.#isLost()) this.#key(String.fromCharCode(byte));
    }
  }

  #isLost(): boolean {
    if (!this.#options.losesCharacters) return false;
    const now = this.#options.clock.now();
    this.#backlog = Math.max(0, this.#backlog - (now - this.#lastAt) / pollMs);
    this.#lastAt = now;
    if (this.#backlog >= fifoDepth) return true;
    this.#backlog += 1;
    return false;
  }

  #key(key: string): void {
    const { echo } = this.#options;
    // Each of them ends a line, also where both come: cread_line() of common/cli_readline.c knows no CR LF.
    if (key === '\r' || key === '\n') {
      this.#enter();
      return;
    }
    if (key === '\x03') {
      this.#interrupt();
      return;
    }
    if (key === '\b' || key === '\x7f') {
      if (this.#line === '') return;
      this.#line = this.#line.slice(0, -1);
      echo('\b \b');
      return;
    }
    if (key === '\x15') {
      echo('\b \b'.repeat(this.#line.length));
      this.#line = '';
      return;
    }
    if (key < ' ') return;
    if (this.#line.length >= lineLimit) {
      echo('\x07');
      return;
    }
    this.#line += key;
    echo(key);
  }

  #enter(): void {
    const line = this.#line;
    this.#line = '';
    this.#options.echo('\r\n');
    this.#options.onLine(line);
  }

  #interrupt(): void {
    this.#line = '';
    this.#options.echo('<INTERRUPT>\r\n');
    this.#options.onInterrupt();
  }
}
