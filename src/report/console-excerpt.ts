import { type ConsoleName, consoleNames } from '../core/console.ts';
import { plainText } from './plain-text.ts';

const keptBytes = 4096;
const keptLines = 40;

/** The last lines that the consoles of a board said. */
export class ConsoleExcerpt {
  readonly #tails = new Map<ConsoleName, Buffer>();

  add(console: ConsoleName, base64: string): void {
    const bytes = Buffer.concat([this.#tails.get(console) ?? Buffer.alloc(0), Buffer.from(base64, 'base64')]);
    this.#tails.set(console, bytes.subarray(-keptBytes));
  }

  clear(): void {
    this.#tails.clear();
  }

  lines(): string[] {
    return consoleNames.flatMap((console) => {
      const bytes = this.#tails.get(console);
      if (!bytes) return [];
      // What was cut may begin in the middle of a line, a character or an escape sequence.
      const begin = bytes.length === keptBytes ? bytes.indexOf(0x0a) + 1 : 0;
      const lines = plainText(bytes.subarray(begin).toString()).split('\n');
      return lines
        .filter((line) => line.trim() !== '')
        .slice(-keptLines)
        .map((line) => `${console} | ${line}`);
    });
  }
}
