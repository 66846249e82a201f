import type { ByteStream } from '../../core/console.ts';

/** What becomes of a chunk on its way; `inward`: from the board. */
export type Spoiling = (chunk: Uint8Array, inward: boolean) => Uint8Array;

/** A wire that spoils what it carries, both ways. It is well until the board has spoken its first bytes. */
export class SpoiltStream implements ByteStream {
  readonly #wire: ByteStream;
  readonly #spoil: Spoiling;
  constructor(wire: ByteStream, spoil: Spoiling) {
    this.#wire = wire;
    this.#spoil = spoil;
  }

  write(data: Uint8Array): Promise<void> {
    return this.#wire.write(this.#spoil(data, false));
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    let first = true;
    this.#wire.onData((chunk) => {
      listener(first ? chunk : this.#spoil(chunk, true));
      first = false;
    });
  }

  onLost(listener: (error: Error) => void): void {
    this.#wire.onLost(listener);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#wire[Symbol.asyncDispose]();
  }
}

export const lostBytes = (seed: number, share: number): Spoiling => {
  const random = randomOf(seed);
  return (chunk) => chunk.filter(() => random() >= share);
};

export const bitFlips = (seed: number, share: number): Spoiling => {
  const random = randomOf(seed);
  const flips = (): number => [0, 1, 2, 3, 4, 5, 6, 7].reduce((bits, bit) => (random() < share ? bits | (1 << bit) : bits), 0);
  return (chunk) => chunk.map((byte) => byte ^ flips());
};

/** The kernel writes to the same UART: whole lines, wherever a line of another stands at that moment. */
export const kernelStorm = (seed: number, everyBytes: number): Spoiling => {
  const random = randomOf(seed);
  let count = 0;
  const line = (): Buffer => Buffer.from(`[${(39 + count++ / 1000).toFixed(6).padStart(12)}] imx-rproc imx8mp-cm7: storm ${count}\r\n`);
  return (chunk, inward) =>
    inward ? Buffer.concat([...chunk].flatMap((byte) => [Buffer.from([byte]), ...(random() * everyBytes < 1 ? [line()] : [])])) : chunk;
};

// xorshift32: the same wire for a seed.
const randomOf = (seed: number): (() => number) => {
  let state = seed * 2_654_435_761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};
