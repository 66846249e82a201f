import type { ConsoleLine } from '../../core/console.ts';
import { noncesIn, parseFirmwareLine } from '../../knowledge/firmware/banner.ts';

/** Hears every line of the M7's console. */
export interface M7Listening {
  onLine(listener: (line: ConsoleLine) => void): void;
}

// A start that said its nonce before anybody asked is remembered; more than these do not happen between two questions.
const mostHeard = 100;

/**
 * Whether what is plugged in as the M7's console is that of this board's M7. A dead wire, a crossed one and the console of another board look just
 * like a mute M7, so silence means something only after something that could come from nowhere else was heard.
 */
export class M7ConsoleProof {
  readonly #issued = new Set<string>();
  readonly #heard = new Set<string>();
  #proven: string | undefined;
  /** It was proven before anything was heard, as where no wire can be wrong. */
  readonly isCertain: boolean;

  /** `proven`: what makes it certain beforehand, one sentence. Without a console nothing is ever proven. */
  constructor(console: M7Listening | undefined, proven?: string) {
    this.#proven = proven;
    this.isCertain = proven !== undefined;
    console?.onLine(({ text }) => this.#hear(text));
  }

  /** A nonce that this board's M7, and nobody else, may print. */
  issue(nonce: string): void {
    this.#issued.add(nonce);
    if (this.#heard.has(nonce)) this.#proveBy(nonce);
  }

  /** All of them, of whichever start. */
  get issued(): ReadonlySet<string> {
    return this.#issued;
  }

  prove(how: string): void {
    this.#proven ??= how;
  }

  /** How it is known; undefined while it is not. */
  get proven(): string | undefined {
    return this.#proven;
  }

  #hear(text: string): void {
    if (this.#proven !== undefined) return;
    const told = noncesIn(text).find((each) => this.#issued.has(each));
    if (told !== undefined) this.#proveBy(told);
    const nonce = parseFirmwareLine(text)?.nonce;
    if (told === undefined && nonce !== undefined && this.#heard.size < mostHeard) this.#heard.add(nonce);
  }

  #proveBy(nonce: string): void {
    this.prove(`an image that was started on this board said its nonce ${nonce}`);
  }
}
