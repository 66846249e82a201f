import { randomUUID } from 'node:crypto';
import { cksum } from '../core/cksum.ts';
import { type CheckedScript, checkedScript } from './checked-lines.ts';
import { amidKernel, withoutKernel } from './kernel-text.ts';

// Short lines: one that is hit by noise is lost whole.
const width = 40;

/** Asks the shell to say once more what the last command printed, in lines of their own with number and check sum each, until all of them are there. */
export class OutputAgain {
  readonly #lines = new Map<number, string>();
  readonly #bytes: number;
  #id = '';

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** What to type next: all lines at first, then those that are missing. */
  next(): CheckedScript {
    this.#id = randomUUID().slice(0, 13);
    const missing = this.#missing;
    const all = missing.length === this.#count;
    const skip = all ? '' : `case " ${missing.join(' ')} " in *" $n "*) ;; *) continue;; esac; `;
    const encoded = `base64 <$HILF | tr -d '\\n' | fold -w ${width}; echo`;
    const say = `echo "hil-d-${this.#id} $n $l $(echo "$l" | cksum)"`;
    const each = `while read -r l; do [ -n "$l" ] || continue; n=$((n+1)); ${skip}${say}; done`;
    return checkedScript(
      `{ ${encoded}; } | { n=0; ${each}; }\necho ${this.#typed('f')}; echo ${this.#typed('f')}`,
      this.#id,
      this.#typed('t'),
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
    const said = new RegExp(`hil-d-${this.#id} (?<number>\\d+) (?<line>[\\w+/=]+) (?<sum>\\d+ \\d+)\\n`, 'g');
    for (const { groups } of `${text}\n${withoutKernel(text)}`.matchAll(said)) {
      const { number = '', line = '', sum } = groups ?? {};
      if (cksum(Buffer.from(`${line}\n`)) === sum) this.#lines.set(Number(number), line);
    }
  }

  /** Undefined while lines are missing. */
  get output(): string | undefined {
    if (this.#missing.length > 0) return undefined;
    const encoded = Array.from({ length: this.#count }, (_, index) => this.#lines.get(index + 1)).join('');
    return Buffer.from(encoded, 'base64').toString();
  }

  get missing(): number {
    return this.#missing.length;
  }

  get #count(): number {
    return Math.ceil((Math.ceil(this.#bytes / 3) * 4) / width);
  }

  get #missing(): readonly number[] {
    return Array.from({ length: this.#count }, (_, index) => index + 1).filter((number) => !this.#lines.has(number));
  }

  #typed(kind: string): string {
    return `hil-''${kind}-${this.#id}`;
  }
}
