import type { UartFault } from './uart-fault.ts';

type Question = Extract<UartFault, { readonly asks: string }>;

/** What something on a board asks on its terminal: it takes the next line that is typed, and the board never has it. */
export class Questions {
  readonly #faults: () => readonly UartFault[];
  readonly #show: (bytes: Buffer) => void;
  #line = '';
  #isAsked = false;
  constructor(faults: () => readonly UartFault[], show: (bytes: Buffer) => void) {
    this.#faults = faults;
    this.#show = show;
  }

  heard(bytes: Buffer): void {
    for (const char of bytes.toString('latin1')) {
      if (char !== '\n') {
        this.#line += char;
        continue;
      }
      const question = this.#faults().find((fault): fault is Question => 'asks' in fault && fault.behind.test(this.#line));
      this.#line = '';
      if (!question) continue;
      this.#isAsked = true;
      this.#show(Buffer.from(question.asks, 'latin1'));
    }
  }

  /** What is left of it for the board. */
  typed(bytes: Buffer): Buffer {
    if (!this.#isAsked) return bytes;
    const end = bytes.findIndex((byte) => byte === 13 || byte === 10);
    const taken = end < 0 ? bytes : bytes.subarray(0, end + 1);
    this.#show(Buffer.from(taken.toString('latin1').replace(/[\r\n]/, '\r\n'), 'latin1'));
    if (end < 0) return Buffer.alloc(0);
    this.#isAsked = false;
    return bytes.subarray(end + 1);
  }
}
