import type { ConsoleLine, Mark } from '../../../core/console.ts';

/** What a console session hands over while `chunks` arrive: each line once it has ended, and the unterminated rest after each chunk. */
export function* linesOf(chunks: Iterable<string>, at: (chunk: number) => number = () => 0): Generator<ConsoleLine> {
  let rest = '';
  let start = 0;
  let index = 0;
  for (const chunk of chunks) {
    rest += chunk;
    const base = { console: 'a53', at: at(index++) } as const;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield { ...base, text: rest.slice(0, end).replace(/\r+$/, ''), start: start as Mark, terminated: true };
      start += end + 1;
      rest = rest.slice(end + 1);
    }
    if (rest !== '') yield { ...base, text: rest, start: start as Mark, terminated: false };
  }
}
