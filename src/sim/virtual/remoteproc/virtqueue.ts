import type { Memory } from '../soc/memory.ts';
import type { DeviceLog } from './kernel-log.ts';

const descWrite = 2;
const noInterrupt = 1;
const noNotify = 1;

export interface Buffer {
  readonly address: number;
  readonly length: number;
}

export const vringBytes = (num: number, align: number): number => usedOffset(num, align) + 6 + 8 * num;

const usedOffset = (num: number, align: number): number => Math.ceil((16 * num + 6 + 2 * num) / align) * align;

/** The driver's side of one split virtqueue (drivers/virtio/virtio_ring.c), single descriptors only, in memory shared with the M7. */
export class Virtqueue {
  readonly #memory: Memory;
  readonly #base: number;
  readonly #num: number;
  readonly #used: number;
  readonly #name: string;
  readonly #log: DeviceLog;
  readonly #free: number[];
  readonly #inFlight = new Map<number, number>();
  #availIndex = 0;
  #lastUsed = 0;
  #broken = false;

  constructor(memory: Memory, base: number, num: number, align: number, name: string, log: DeviceLog) {
    this.#memory = memory;
    this.#base = base;
    this.#num = num;
    this.#used = base + usedOffset(num, align);
    this.#name = name;
    this.#log = log;
    this.#free = Array.from({ length: num }, (_, index) => num - 1 - index);
    memory.fill(base, vringBytes(num, align), 0);
  }

  disableInterrupts(): void {
    this.#memory.writeUint16(this.#avail, noInterrupt);
  }

  /** True when the other side wants to be told about new buffers. */
  get wantsNotify(): boolean {
    return (this.#memory.readUint16(this.#used) & noNotify) === 0;
  }

  get hasRoom(): boolean {
    return !this.#broken && this.#free.length > 0;
  }

  add(address: number, length: number, writable: boolean): void {
    const id = this.#free.pop();
    if (id === undefined) return;
    const at = this.#base + 16 * id;
    this.#memory.writeUint32(at, address % 2 ** 32);
    this.#memory.writeUint32(at + 4, Math.floor(address / 2 ** 32));
    this.#memory.writeUint32(at + 8, length);
    this.#memory.writeUint16(at + 12, writable ? descWrite : 0);
    this.#inFlight.set(id, address);
    this.#memory.writeUint16(this.#avail + 4 + 2 * (this.#availIndex % this.#num), id);
    this.#availIndex = (this.#availIndex + 1) & 0xffff;
    this.#memory.writeUint16(this.#avail + 2, this.#availIndex);
  }

  /** virtqueue_get_buf: the next buffer the M7 is done with and how much it wrote. A ring that makes no sense is broken for good. */
  get(): Buffer | undefined {
    if (this.#broken || this.#lastUsed === this.#memory.readUint16(this.#used + 2)) return undefined;
    const at = this.#used + 4 + 8 * (this.#lastUsed % this.#num);
    const id = this.#memory.readUint32(at);
    if (id >= this.#num) return this.#breakDown(`id ${id} out of range`);
    const address = this.#inFlight.get(id);
    if (address === undefined) return this.#breakDown(`id ${id} is not a head!`);
    this.#inFlight.delete(id);
    this.#free.push(id);
    this.#lastUsed = (this.#lastUsed + 1) & 0xffff;
    return { address, length: this.#memory.readUint32(at + 4) };
  }

  get #avail(): number {
    return this.#base + 16 * this.#num;
  }

  #breakDown(text: string): undefined {
    this.#broken = true;
    this.#log.err(`${this.#name}:${text}`);
    return undefined;
  }
}
