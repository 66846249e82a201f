import { StringDecoder } from 'node:string_decoder';

export interface ConsoleText {
  readonly at: number;
  readonly text: string;
}

// A prompt is shown where it stood, before what came of it; a line that only takes long stays whole.
const promptAfterMs = 300;
// A board that floods its console without a line feed must not cost memory.
const longestLine = 8192;

/** The lines of one direction of a console, from its bytes. A line that stops without an end, such as a prompt, is one too. */
export class ConsoleLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #restAt = 0;

  push(bytes: Uint8Array, at: number): ConsoleText[] {
    const parts = (this.#rest + this.#decoder.write(Buffer.from(bytes))).split('\n');
    this.#rest = parts.pop()!;
    this.#restAt = at;
    const lines = parts.flatMap(overwritten).map((text) => ({ at, text }));
    return this.#rest.length > longestLine ? [...lines, ...this.end()] : lines;
  }

  /** What stopped so long before `at` that nothing more of it is to be waited for. */
  until(at: number): ConsoleText[] {
    return this.#rest !== '' && at - this.#restAt > promptAfterMs ? this.end() : [];
  }

  end(): ConsoleText[] {
    const lines = overwritten(this.#rest).map((text) => ({ at: this.#restAt, text }));
    this.#rest = '';
    return lines;
  }
}

/** A carriage return alone begins the line anew, as progress bars do: each state of it is a line. */
const overwritten = (line: string): string[] => line.split('\r').filter((text) => text !== '');
