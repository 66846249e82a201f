import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { ddrBase } from '../../virtual/soc/memory.ts';

/** DRAM that QEMU keeps in a shared file: what either side writes, the other reads at once. */
export class DdrFile {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r+');
  }

  /** Fills `bytes` from an A53 physical address on. */
  read(address: number, bytes: Uint8Array): void {
    readSync(this.#file, bytes, 0, bytes.length, address - ddrBase);
  }

  write(address: number, bytes: Uint8Array): void {
    writeSync(this.#file, bytes, 0, bytes.length, address - ddrBase);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Loads and stores that go to the file, each of them: memory that no cache stands before. */
export class UncachedView extends DataView<ArrayBuffer> {
  readonly #ddr: DdrFile;
  readonly #address: number;
  readonly #word = Buffer.alloc(4);

  constructor(ddr: DdrFile, address: number, length: number) {
    super(new ArrayBuffer(length));
    this.#ddr = ddr;
    this.#address = address;
  }

  override getUint8(offset: number): number {
    return this.#load(offset, 1)[0]!;
  }

  override getUint16(offset: number): number {
    return this.#load(offset, 2).readUInt16LE();
  }

  override getUint32(offset: number): number {
    return this.#load(offset, 4).readUInt32LE();
  }

  override setUint8(offset: number, value: number): void {
    this.#word.writeUInt8(value);
    this.#store(offset, 1);
  }

  override setUint16(offset: number, value: number): void {
    this.#word.writeUInt16LE(value);
    this.#store(offset, 2);
  }

  override setUint32(offset: number, value: number): void {
    this.#word.writeUInt32LE(value);
    this.#store(offset, 4);
  }

  #load(offset: number, size: number): Buffer {
    const bytes = this.#word.subarray(0, size);
    this.#ddr.read(this.#address + offset, bytes);
    return bytes;
  }

  #store(offset: number, size: number): void {
    this.#ddr.write(this.#address + offset, this.#word.subarray(0, size));
  }
}

/** A copy that was filled when it was first touched; stores go through to the file, so nothing is lost when it is dropped. */
export class WriteThroughView extends DataView<ArrayBuffer> {
  readonly #ddr: DdrFile;
  readonly #address: number;

  constructor(ddr: DdrFile, address: number, length: number) {
    super(new ArrayBuffer(length));
    this.#ddr = ddr;
    this.#address = address;
    ddr.read(address, new Uint8Array(this.buffer));
  }

  override setUint8(offset: number, value: number): void {
    super.setUint8(offset, value);
    this.#through(offset, 1);
  }

  override setUint16(offset: number, value: number, littleEndian?: boolean): void {
    super.setUint16(offset, value, littleEndian);
    this.#through(offset, 2);
  }

  override setUint32(offset: number, value: number, littleEndian?: boolean): void {
    super.setUint32(offset, value, littleEndian);
    this.#through(offset, 4);
  }

  #through(offset: number, size: number): void {
    this.#ddr.write(this.#address + offset, new Uint8Array(this.buffer, offset, size));
  }
}
