import { randomUUID } from 'node:crypto';
import { type ByteEncoding, base64Lines, byteEncodings } from '../../core/byte-encoding.ts';
import { byteCount, type CheckSum, checkSums, noSum, posixSum } from '../../core/check-sum.ts';
import { shellQuote } from '../../core/shell.ts';
import { amidKernel, withoutKernel } from './kernel-text.ts';

/** What the programs of a board can do for a shell on its serial console. What they are is taken for granted until one of them is missing. */
export class ShellTools {
  readonly #sums = new Set<CheckSum>();
  readonly #encodings = new Set<ByteEncoding>();
  readonly #note: (text: string) => void;
  #id = '';
  #isProbed = false;
  #isNoted = false;

  /** `note`: hears once what the wire is not watched for. */
  constructor(note: (text: string) => void = () => {}) {
    this.#note = note;
  }

  get sum(): CheckSum {
    if (!this.#isProbed) return posixSum;
    return checkSums.find((sum) => this.#sums.has(sum)) ?? noSum;
  }

  /** Undefined where nothing writes bytes as text. */
  get encoding(): ByteEncoding | undefined {
    if (!this.#isProbed) return base64Lines;
    return byteEncodings.find((encoding) => this.#encodings.has(encoding));
  }

  /** Nothing more can be found. */
  get isComplete(): boolean {
    return this.#isProbed && this.sum.isStrong && this.#encodings.size > 0;
  }

  noteLack(): void {
    if (this.sum.isStrong || this.#isNoted) return;
    this.#isNoted = true;
    const compared = this.sum === byteCount ? 'only the number of bytes is compared' : 'nothing is compared';
    this.#note(`the board has neither cksum, md5sum, sha1sum nor sha256sum: of what its serial console carries, ${compared}`);
  }

  /** Another system may have booted. */
  forget(): void {
    this.#sums.clear();
    this.#encodings.clear();
  }

  /** A line to type, which has each program handle a word that nobody can guess. Its end is `answered`. */
  question(): string {
    this.#id = randomUUID().slice(0, 13);
    const programs = candidates.map(({ program }) => shellQuote(program)).join(' ');
    const answer = `$(echo ${this.#id} | eval "$HILO" 2>/dev/null)`;
    return `HILN=0; for HILO in ${programs}; do HILN=$((HILN+1)); echo hil-''k-${this.#id} $HILN ${answer} .; done; echo hil-''q-${this.#id}`;
  }

  get answered(): RegExp {
    return new RegExp(amidKernel(`hil-q-${this.#id}\n`));
  }

  /** Programs that gave the right answer are there; one whose answer the wire spoilt may be found the next time. */
  hear(text: string): void {
    this.#isProbed = true;
    const word = Buffer.from(`${this.#id}\n`);
    const said = new RegExp(`hil-k-${this.#id} (?<number>\\d+) (?<answer>[^\\n]*) \\.\\n`, 'g');
    for (const { groups } of `${text}\n${withoutKernel(text)}`.matchAll(said)) {
      const { number = '', answer = '' } = groups ?? {};
      const tool = candidates[Number(number) - 1];
      if (!tool) continue;
      if ('of' in tool) {
        if (tool.of(word) === answer.split(' ')[0]) this.#sums.add(tool);
      } else if (word.equals(tool.decode([answer]))) this.#encodings.add(tool);
    }
  }
}

const candidates: readonly (CheckSum | ByteEncoding)[] = [...checkSums, ...byteEncodings];
