import type { Console, Mark } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Duration } from '../../core/time.ts';
import { anyOf } from '../../knowledge/boot/pattern.ts';

/** Question and answer on a console: what was heard is not heard again. */
export class Dialogue {
  readonly #console: Console;
  readonly #signal: AbortSignal | undefined;
  #since: Mark;
  constructor(console: Console, signal?: AbortSignal) {
    this.#console = console;
    this.#signal = signal;
    this.#since = console.mark();
  }

  async type(text: string, secret = false): Promise<void> {
    await this.#console.send(text, { secret, ...(this.#signal ? { signal: this.#signal } : {}) });
  }

  /** What came until now is not heard any more. */
  forget(): void {
    this.#since = this.#console.mark();
  }

  /** What the last `hear` heard. */
  heard = '';

  /** Which of the patterns came first; undefined when none did. */
  async hear<Name extends string>(patterns: Readonly<Record<Name, RegExp | string>>, within: Duration): Promise<Name | undefined> {
    const search = { within, since: this.#since, ...(this.#signal ? { signal: this.#signal } : {}) };
    try {
      const { groups, end, text } = await this.#console.expect(anyOf(patterns), search);
      this.#since = end;
      this.heard = text;
      return (Object.keys(patterns) as Name[]).find((name) => groups[name] !== undefined);
    } catch (error) {
      if (error instanceof ExpectTimeoutError) return undefined;
      throw error;
    }
  }

  evidence(): string[] {
    return this.#console.tail(6).map(({ text }) => `${this.#console.name}: ${text}`);
  }
}
