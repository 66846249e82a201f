import type { Limits } from '../limits.ts';
import type { NodeHandlers } from './file-tree.ts';
import { sizeOf } from './size-word.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** The shell library hands over whole streams: of what never ends it gets a beginning. */
export const mostAtOnce = 64 * MiB;

// The library's filters take seconds for a megabyte.
const least = 64 * KiB;

/** How much of an endless stream a script is given, and whether what it took may have been the whole of that. */
export class StreamCut {
  budget = least;
  #source: string | undefined;

  /** As much as the longest `head -c` of the script needs when what is before it lets one byte of eight through. */
  plan(script: string): void {
    const wanted = [...script.matchAll(/\bhead\s+(?:-c\s*|--bytes=)(\S+)/g)].map(([, size]) => sizeOf(size!) ?? 0);
    this.budget = Math.min(mostAtOnce, Math.max(least, ...wanted.map((bytes) => 8 * bytes)));
  }

  take(source: string, from: NodeHandlers): Uint8Array {
    this.#source = source;
    return from.endless!(this.budget);
  }

  /** A program behind it had all that it wanted, and the rest would never have been read. */
  satisfied(): void {
    this.#source = undefined;
  }

  /** What would have gone on where the library's end of the stream was met. */
  report(limits: Limits): void {
    if (this.#source !== undefined)
      limits.report({ by: 'linux', kind: 'effect', name: `what ${this.#source} gives behind its first ${this.budget} bytes`, fatal: true });
    this.#source = undefined;
  }
}
