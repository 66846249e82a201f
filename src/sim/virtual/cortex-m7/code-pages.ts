import type { Block } from './block.ts';

const granuleBits = 6;

interface CodePage {
  readonly blocks: Set<Block>;
  /** One byte for every 64 bytes of memory: whether code was decoded from them. */
  readonly granules: Uint8Array;
}

/** Which memory code was decoded from, so that a store into it drops what was decoded. Memory is known by its buffer: windows share it. */
export class CodePages {
  readonly #pages = new Map<ArrayBufferLike, CodePage>();
  readonly #onDropped: () => void;

  constructor(onDropped: () => void) {
    this.#onDropped = onDropped;
  }

  get isEmpty(): boolean {
    return this.#pages.size === 0;
  }

  has(buffer: ArrayBufferLike): boolean {
    return this.#pages.has(buffer);
  }

  /** True when it is the first block of this memory. */
  add(buffer: ArrayBufferLike, from: number, bytes: number, block: Block): boolean {
    const known = this.#pages.get(buffer);
    const page = known ?? { blocks: new Set(), granules: new Uint8Array((buffer.byteLength >>> granuleBits) + 1) };
    this.#pages.set(buffer, page);
    page.blocks.add(block);
    page.granules.fill(1, from >>> granuleBits, ((from + bytes - 1) >>> granuleBits) + 1);
    return known === undefined;
  }

  written(buffer: ArrayBufferLike, from: number, bytes: number): void {
    const page = this.#pages.get(buffer);
    if (!page) return;
    const [first, last] = [from >>> granuleBits, (from + bytes - 1) >>> granuleBits];
    if (page.granules.subarray(first, last + 1).includes(1)) this.#drop(buffer, page);
  }

  clear(): void {
    for (const [buffer, page] of this.#pages) this.#drop(buffer, page);
  }

  #drop(buffer: ArrayBufferLike, { blocks }: CodePage): void {
    for (const block of blocks) block.isValid = false;
    this.#pages.delete(buffer);
    this.#onDropped();
  }
}
