import type { VirtualChip } from '../../../core/virtual-model.ts';

const pageBits = 16;
const pageSize = 2 ** pageBits;

/** Where each memory answers in the A53's view, on every i.MX 8M. */
export const itcm = { base: 0x7e_0000, size: 0x2_0000 };
export const dtcm = { base: 0x80_0000, size: 0x2_0000 };
export const ddrBase = 0x4000_0000;

export interface Page {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * All memory of the SoC by A53 physical address. A page comes into being when it is first touched, filled with the junk that SRAM and
 * DRAM cells hold after power-on: different for each power cycle, the same for the same seed.
 */
export class Memory {
  readonly #seed: number;
  readonly #areas: readonly { readonly base: number; readonly size: number }[];
  #pages = new Map<number, Page>();
  #powerCycle = 0;
  #written: (buffer: ArrayBufferLike, offset: number, bytes: number) => void = () => {};

  constructor(seed: number, ramBytes: number, { ocramS, ocram }: Pick<VirtualChip, 'ocramS' | 'ocram'>) {
    this.#seed = seed;
    this.#areas = [itcm, dtcm, ocramS, ocram, { base: ddrBase, size: ramBytes }];
  }

  /** Every rail went away: power-on, or a cold reset by the PMIC. */
  lose(): void {
    this.#pages = new Map();
    this.#powerCycle++;
  }

  /** Tells of what an A53 writes from now on: the memory's buffer and a range of it. */
  watch(written: (buffer: ArrayBufferLike, offset: number, bytes: number) => void): void {
    this.#written = written;
  }

  /** True when all of the range is inside one memory. */
  holds(address: number, length = 1): boolean {
    return this.#areas.some(({ base, size }) => address >= base && address + length <= base + size);
  }

  /** The page that holds an address of a memory, and where in it. */
  page(address: number): Page {
    const number = Math.floor(address / pageSize);
    const known = this.#pages.get(number);
    if (known) return known;
    const page = powerOnJunk(this.#seed, this.#powerCycle, number);
    this.#pages.set(number, page);
    return page;
  }

  /** What the M7's loads and stores work on: a range inside one page. */
  view(address: number, length: number): DataView {
    return new DataView(this.page(address).view.buffer, address % pageSize, length);
  }

  /** Copies a range out. Throws RangeError where there is no memory. */
  read(address: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    this.#forEachPage(address, length, (bytes, done) => out.set(bytes, done));
    return out;
  }

  /** Copies bytes in. Throws RangeError where there is no memory. */
  write(address: number, data: Uint8Array): void {
    this.#forEachPage(address, data.length, (bytes, done) => {
      bytes.set(data.subarray(done, done + bytes.length));
      this.#written(bytes.buffer, bytes.byteOffset, bytes.length);
    });
  }

  fill(address: number, length: number, value: number): void {
    this.#forEachPage(address, length, (bytes) => {
      bytes.fill(value);
      this.#written(bytes.buffer, bytes.byteOffset, bytes.length);
    });
  }

  readUint16(address: number): number {
    return (this.readUint8(address + 1) << 8) | this.readUint8(address);
  }

  readUint32(address: number): number {
    return ((this.readUint16(address + 2) << 16) | this.readUint16(address)) >>> 0;
  }

  readUint8(address: number): number {
    this.#require(address, 1);
    return this.page(address).bytes[address % pageSize]!;
  }

  writeUint16(address: number, value: number): void {
    this.write(address, Uint8Array.of(value & 0xff, (value >>> 8) & 0xff));
  }

  writeUint32(address: number, value: number): void {
    this.write(address, Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24));
  }

  #forEachPage(address: number, length: number, use: (bytes: Uint8Array, done: number) => void): void {
    this.#require(address, length);
    for (let done = 0; done < length; ) {
      const offset = (address + done) % pageSize;
      const count = Math.min(pageSize - offset, length - done);
      use(this.page(address + done).bytes.subarray(offset, offset + count), done);
      done += count;
    }
  }

  #require(address: number, length: number): void {
    if (!this.holds(address, length)) throw new RangeError(`no memory at 0x${address.toString(16)}+0x${length.toString(16)}`);
  }
}

export const pageOffset = (address: number): number => address % pageSize;

const powerOnJunk = (seed: number, powerCycle: number, number: number): Page => {
  const words = new Uint32Array(pageSize / 4);
  let state = mix(seed ^ mix(powerCycle * 0x9e37_79b1 + mix(number))) | 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  const bytes = new Uint8Array(words.buffer);
  return { bytes, view: new DataView(words.buffer) };
};

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x45d9_f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9_f3b);
  return mixed ^ (mixed >>> 16);
};
