import type { Console, ConsoleLine, ConsoleName, ExpectOptions, Mark, Match } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import { anySignal, type Clock, monotonicMs, toMs, untilAborted } from '../../core/time.ts';

/** A console in memory: a test says what the board prints and answers what is sent. Text in, text out; one character is one byte of the record. */
export class MemoryConsole implements Console {
  readonly name: ConsoleName;
  readonly sent: string[] = [];
  /** Answers what the runner sends, as the board would. */
  onSend: (text: string) => void = () => {};
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #text = '';
  #lastAt = monotonicMs();
  #matchedTo = 0;

  constructor(clock: Clock, name: ConsoleName = 'a53') {
    this.#clock = clock;
    this.name = name;
  }

  receive(text: string): void {
    this.#text += text;
    this.#lastAt = monotonicMs();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  mark(): Mark {
    return this.#text.length as Mark;
  }

  async send(text: string, _options?: Parameters<Console['send']>[1]): Promise<void> {
    this.sent.push(text);
    // As over a wire: the answer never comes before the call returns.
    setImmediate(() => this.onSend(text));
  }

  async expect(pattern: RegExp | string, { within, since, signal }: ExpectOptions): Promise<Match> {
    const overdue = this.#clock.overdue(toMs(within));
    const end = anySignal(overdue, signal);
    for (;;) {
      const match = this.#find(pattern, since ?? this.#matchedTo);
      if (match) return match;
      const more = new Promise<void>((resolve) => this.#waiting.add(resolve));
      await untilAborted(more, end).catch((error: unknown) => {
        if (!overdue.aborted) throw error;
        throw new ExpectTimeoutError(`${pattern} did not come within ${within}`, { evidence: this.tail(5).map(({ text: line }) => line) });
      });
    }
  }

  tail(count: number): readonly ConsoleLine[] {
    const lines = this.#text.replaceAll('\r', '').split('\n');
    const terminated = (index: number): boolean => index < lines.length - 1;
    return lines
      .map((text, index) => ({ console: this.name, at: this.#lastAt, text, start: 0 as Mark, terminated: terminated(index) }))
      .filter(({ text }) => text !== '')
      .slice(-count);
  }

  #find(pattern: RegExp | string, since: number): Match | undefined {
    const { text, ends } = plain(this.#text.slice(since));
    const regexp = typeof pattern === 'string' ? new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : pattern;
    const found = new RegExp(regexp.source, regexp.flags.replace('g', '')).exec(text);
    if (!found) return undefined;
    const last = found.index + found[0].length - 1;
    const end = (since + (last < 0 ? 0 : ends[last]!)) as Mark;
    this.#matchedTo = end;
    return { text: found[0], groups: { ...found.groups }, before: text.slice(0, found.index), end };
  }
}

/** Text without escapes and NULs, line endings as `\n`, and for each character the offset behind its source. */
const plain = (raw: string): { text: string; ends: readonly number[] } => {
  const ends: number[] = [];
  let text = '';
  for (const { 0: token, index } of raw.matchAll(/\x1b\[[0-?]*[ -/]*[@-~]|\0|\r\n|[\s\S]/g)) {
    if (token === '\0' || token.startsWith('\x1b')) continue;
    text += token.startsWith('\r') ? '\n' : token;
    ends.push(index + token.length);
  }
  return { text, ends };
};
