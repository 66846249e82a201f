import type { Limits } from '../limits.ts';
import type { NodeHandlers } from './file-tree.ts';

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
    const wanted = [...script.matchAll(/\bhead\s+(?:-c\s*|--bytes=)(\S+)/g)].map(([, size]) => bytesOf(size!) ?? 0);
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

const factors: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, k: KiB, m: MiB, g: 1024 * MiB };

/** `300M`, `1k`, `2kB`, `3MiB`, `2x1k` as coreutils read a size; undefined for what is none. */
export const bytesOf = (word: string): number | undefined => {
  const parts = word.replaceAll(/["']/g, '').split('x').map(oneSize);
  return parts.includes(undefined) ? undefined : parts.reduce<number>((product, part) => product * part!, 1);
};

const oneSize = (word: string): number | undefined => {
  const [, digits, unit = '', tail = ''] = /^(\d+)([cwbkKmMgG]?)(B|iB)?$/.exec(word) ?? [];
  const factor = factors[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  return Number(digits) * (tail === 'B' && factor >= KiB ? 1000 ** Math.round(Math.log2(factor) / 10) : factor);
};
