import { randomUUID } from 'node:crypto';
import type { ByteEncoding } from '../../core/byte-encoding.ts';
import type { CheckSum } from '../../core/check-sum.ts';
import { type CheckedScript, checkedScript } from './checked-lines.ts';
import { amidKernel, withoutKernel } from './kernel-text.ts';

/** Asks the shell to say once more what the last command printed, in lines of their own with number and check sum each, until all of them are there. */
export class OutputAgain {
  readonly #lines = new Map<number, string>();
  readonly #bytes: number;
  readonly #sum: CheckSum;
  readonly #encoding: ByteEncoding;
  #id = '';

  constructor(bytes: number, sum: CheckSum, encoding: ByteEncoding) {
    this.#bytes = bytes;
    this.#sum = sum;
    this.#encoding = encoding;
  }

  /** What to type next: all lines at first, then those that are missing. */
  next(): CheckedScript {
    this.#id = randomUUID().slice(0, 13);
    const missing = this.#missing;
    const all = missing.length === this.#count;
    const skip = all ? '' : `case " ${missing.join(' ')} " in *" $n "*) ;; *) continue;; esac; `;
    const encoded = `cat $HILF | ${this.#encoding.program}; echo`;
    const say = `s=$(echo "$l" | ${this.#sum.program}); echo "hil-d-${this.#id} $n \${s%% *} $l"`;
    const each = `while read -r l; do [ -n "$l" ] || continue; n=$((n+1)); ${skip}${say}; done`;
    return checkedScript(
      `{ ${encoded}; } | { n=0; ${each}; }\necho ${this.#typed('f')}; echo ${this.#typed('f')}`,
      this.#id,
      this.#typed('t'),
      this.#sum,
    );
  }

  get taken(): string {
    return amidKernel(`hil-t-${this.#id}\n`);
  }

  get over(): string {
    return amidKernel(`hil-f-${this.#id}\n`);
  }

  /** Every line in the text that came unharmed. */
  hear(text: string): void {
    const said = new RegExp(`hil-d-${this.#id} (?<number>\\d+) (?<sum>[\\da-f-]+) (?<line>[\\w+/= ]+)\\n`, 'g');
    for (const { groups } of `${text}\n${withoutKernel(text)}`.matchAll(said)) {
      const { number = '', line = '', sum } = groups ?? {};
      if (this.#sum.of(Buffer.from(`${line}\n`)) === sum) this.#lines.set(Number(number), line);
    }
  }

  /** Undefined while lines are missing. */
  get output(): string | undefined {
    if (this.#missing.length > 0) return undefined;
    const lines = Array.from({ length: this.#count }, (_, index) => this.#lines.get(index + 1)!);
    return Buffer.from(this.#encoding.decode(lines)).toString();
  }

  get missing(): number {
    return this.#missing.length;
  }

  get #count(): number {
    return Math.ceil(this.#bytes / this.#encoding.bytesPerLine);
  }

  get #missing(): readonly number[] {
    return Array.from({ length: this.#count }, (_, index) => index + 1).filter((number) => !this.#lines.has(number));
  }

  #typed(kind: string): string {
    return `hil-''${kind}-${this.#id}`;
  }
}
