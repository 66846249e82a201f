// Commands and answers of a run; what was typed before that comes back no more.
const keptChars = 64 * 1024;

/** What was typed on one console, to tell its echo from what the board says by itself. */
export class TypedRecord {
  #text = '';

  add(text: string): void {
    this.#text = `${this.#text}${plain(text)}\n`.slice(-keptChars);
  }

  /** Whether somebody typed it, at any time. */
  includes(text: string): boolean {
    const wanted = plain(text).trim();
    return wanted !== '' && this.#text.includes(wanted);
  }
}

const plain = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
