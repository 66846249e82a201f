// What console servers keep for a client that comes back (conserver, pdudaemon, some terminal servers): a screen or a few of them.
const most = 65_536;
// Fewer bytes may be the same by chance: an empty line, a prompt.
const least = 32;

/**
 * Finds what a console server says again after a reconnect. It was heard before, and heard twice it would be a boot, a panic or a proof of life that
 * never came. What follows it is what the wire said meanwhile.
 */
export class Backlog {
  #heard: Buffer = Buffer.alloc(0);
  /** What came since the reconnect and may still be a repetition; undefined when that is decided. */
  #held: Buffer | undefined;

  /** The connection is a new one. */
  reconnected(): void {
    this.#held = Buffer.alloc(0);
  }

  /** What of these bytes is new; nothing while it may be a repetition. */
  fresh(chunk: Uint8Array): Uint8Array {
    if (this.#held === undefined) return this.#keep(chunk);
    this.#held = Buffer.concat([this.#held, chunk]);
    const repeated = this.#repeated(this.#held);
    return repeated === undefined ? nothing : this.#decide(this.#held.subarray(repeated));
  }

  /** Nothing more comes for now: what was held back is no repetition. */
  settle(): Uint8Array {
    return this.#held === undefined ? nothing : this.#decide(this.#held);
  }

  #decide(fresh: Uint8Array): Uint8Array {
    this.#held = undefined;
    return this.#keep(fresh);
  }

  /** How many bytes at the beginning are the end of what was heard; undefined while more of them may be. */
  #repeated(held: Buffer): number | undefined {
    for (let at = this.#heard.indexOf(held.subarray(0, least)); at >= 0; at = this.#heard.indexOf(held.subarray(0, least), at + 1)) {
      const end = this.#heard.subarray(at);
      if (end.length >= least && held.length >= end.length && end.equals(held.subarray(0, end.length))) return end.length;
      if (held.length < end.length && held.equals(end.subarray(0, held.length))) return undefined;
    }
    return held.length < least ? undefined : 0;
  }

  #keep(chunk: Uint8Array): Uint8Array {
    this.#heard = Buffer.concat([this.#heard, chunk]).subarray(-most);
    return chunk;
  }
}

const nothing = new Uint8Array();
