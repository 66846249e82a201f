export interface TerminalLineOptions {
  readonly echo: (text: string) => void;
  readonly onLine: (line: string) => void;
  readonly onInterrupt: () => void;
  /** Ctrl-D on an empty line. */
  readonly onEnd: () => void;
}

/** A terminal's line discipline in its simple form: echo, erase, kill, interrupt, end of file. */
export class TerminalLine {
  echoes = true;
  readonly #options: TerminalLineOptions;
  #line: number[] = [];
  #previous = 0;
  #escape = false;
  constructor(options: TerminalLineOptions) {
    this.#options = options;
  }

  type(bytes: Uint8Array): void {
    for (const byte of bytes) this.#key(byte);
  }

  #key(byte: number): void {
    const previous = this.#previous;
    this.#previous = byte;
    if (this.#isEscape(byte) || (byte === 10 && previous === 13)) return;
    if (byte === 13 || byte === 10) {
      this.#enter();
      return;
    }
    if (byte === 3) {
      this.#cancel('^C\r\n');
      return;
    }
    if (byte === 4) {
      this.#line.length === 0 ? this.#options.onEnd() : undefined;
      return;
    }
    if (byte === 8 || byte === 127) {
      this.#erase(1);
      return;
    }
    if (byte === 21) {
      this.#erase(this.#line.length);
      return;
    }
    if (byte < 32 && byte !== 9) return;
    // canonical mode holds 4096 bytes: N_TTY_BUF_SIZE.
    if (this.#line.length >= 4095) return;
    this.#line.push(byte);
    if (this.echoes) this.#options.echo(String.fromCharCode(byte));
  }

  // Answers to cursor queries (`ESC [ row ; column R`) are not typed text.
  #isEscape(byte: number): boolean {
    if (byte === 27) this.#escape = true;
    else if (this.#escape && /[A-Za-z~]/.test(String.fromCharCode(byte)) && byte !== 0x5b && byte !== 0x4f) {
      this.#escape = false;
      return true;
    }
    return this.#escape;
  }

  #enter(): void {
    const line = Buffer.from(this.#line).toString('utf8');
    this.#line = [];
    if (this.echoes) this.#options.echo('\r\n');
    this.#options.onLine(line);
  }

  #cancel(shown: string): void {
    this.#line = [];
    this.#options.echo(shown);
    this.#options.onInterrupt();
  }

  #erase(count: number): void {
    for (let step = 0; step < count && this.#line.length > 0; step++) {
      this.#line.pop();
      if (this.echoes) this.#options.echo('\b \b');
    }
  }
}
