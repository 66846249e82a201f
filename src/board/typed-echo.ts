import type { Mark, Match } from '../core/console.ts';

interface Echo {
  readonly typed: string;
  /** Where the record ended when it was typed. */
  readonly since: Mark;
  /** Once it was seen: the byte behind it. */
  end?: number;
}

/**
 * What a scenario typed on a console whose other end repeats each key: U-Boot's prompt, getty and a shell do. The repetition proves nothing of what a
 * command printed, so no wait ends with it.
 */
export class TypedEcho {
  #awaited: Echo[] = [];

  typed(text: string, since: Mark): void {
    const lines = text.split(/[\r\n]+/).filter((line) => /^[^\p{Cc}]+$/u.test(line));
    this.#awaited = lines.map((typed) => ({ typed, since }));
  }

  /** Whether a match lies within what was typed and came back. To be asked in the order of the record. */
  isEcho(match: Match): boolean {
    const isEcho = this.#awaited.some((echo) => isWithin(echo, match));
    // What comes behind an echo is an answer, and the same words may stand in it.
    if (!isEcho) this.#awaited = this.#awaited.filter(({ since, end }) => match.end <= since && end === undefined);
    return isEcho;
  }
}

const isWithin = (echo: Echo, { before, end, text }: Match): boolean => {
  const { since, typed } = echo;
  if (echo.end !== undefined) return end <= echo.end;
  if (end <= since || text === '' || text.includes('\n')) return false;
  const line = (before + text).slice(before.lastIndexOf('\n') + 1);
  for (let length = typed.length; length >= text.length; length--) {
    if (!line.endsWith(typed.slice(0, length))) continue;
    echo.end = end + Buffer.byteLength(typed.slice(length));
    return true;
  }
  return false;
};
