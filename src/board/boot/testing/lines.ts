import type { ConsoleLine, Mark } from '../../../core/console.ts';

/** What a console session hands over while chunks arrive: each line once it has ended, and the unterminated rest after each chunk. */
export class ChunkLines {
  #rest = '';
  #start = 0;

  *of(chunk: string, at: number): Generator<ConsoleLine> {
    const base = { console: 'a53', at } as const;
    this.#rest += chunk;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      yield { ...base, text: this.#rest.slice(0, end).replace(/\r+$/, ''), start: this.#start as Mark, terminated: true };
      this.#start += end + 1;
      this.#rest = this.#rest.slice(end + 1);
    }
    if (this.#rest !== '') yield { ...base, text: this.#rest, start: this.#start as Mark, terminated: false };
  }
}
