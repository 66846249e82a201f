import { Gunzip } from 'fflate';
import { DamagedError, UnreadableError } from './scan-part.ts';

export interface Unpacked {
  readonly bytes: readonly Uint8Array[];
  /** Nothing comes any more. */
  readonly problem: UnreadableError | DamagedError | undefined;
}

/** How files begin that would be read as noise in which nothing is found. */
const packers: readonly { readonly name: string; readonly begins: readonly number[]; readonly remedy: string }[] = [
  { name: '7-Zip', begins: [0x37, 0x7a, 0xbc, 0xaf], remedy: 'unpack it and name its logs' },
  { name: 'xz', begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], remedy: 'xz -dc FILE | hil scan' },
  { name: 'bzip2', begins: [0x42, 0x5a, 0x68], remedy: 'bzip2 -dc FILE | hil scan' },
  { name: 'zstd', begins: [0x28, 0xb5, 0x2f, 0xfd], remedy: 'zstd -dc FILE | hil scan' },
  { name: 'lz4', begins: [0x04, 0x22, 0x4d, 0x18], remedy: 'lz4 -dc FILE | hil scan' },
];
const gzip = [0x1f, 0x8b];
const longest = 6;

/** True when the bytes begin so. */
export const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

/** Unpacks what begins as gzip does, whatever its name says, and passes on everything else but what others have packed. */
export class Unpacker {
  readonly #log: string;
  readonly #ready: Uint8Array[] = [];
  #head: Uint8Array | undefined = new Uint8Array(0);
  #gunzip: Gunzip | undefined;

  constructor(log: string) {
    this.#log = log;
  }

  push(chunk: Uint8Array): Unpacked {
    if (this.#head === undefined) return this.#pass(chunk);
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    return this.#head.length < longest ? { bytes: [], problem: undefined } : this.#begin(this.#head);
  }

  end(): Unpacked {
    const { bytes, problem } = this.#head === undefined ? { bytes: [], problem: undefined } : this.#begin(this.#head);
    if (problem || !this.#gunzip) return { bytes, problem };
    const last = this.#unpack(new Uint8Array(0), true);
    return { bytes: [...bytes, ...last.bytes], problem: last.problem };
  }

  #begin(head: Uint8Array): Unpacked {
    this.#head = undefined;
    const packer = packers.find(({ begins: magic }) => begins(head, magic));
    if (packer)
      return {
        bytes: [],
        problem: new UnreadableError(`${this.#log} is packed by ${packer.name}, which hil scan does not read: ${packer.remedy}`),
      };
    if (begins(head, gzip)) this.#gunzip = new Gunzip((chunk) => this.#ready.push(chunk));
    return this.#pass(head);
  }

  #pass(chunk: Uint8Array): Unpacked {
    if (this.#gunzip) return this.#unpack(chunk, false);
    return { bytes: chunk.length === 0 ? [] : [chunk], problem: undefined };
  }

  /** Everything up to the place of the damage: zlib of Node forgets what it made of the last bytes before it. */
  #unpack(chunk: Uint8Array, isLast: boolean): Unpacked {
    try {
      this.#gunzip!.push(chunk, isLast);
      return { bytes: this.#ready.splice(0), problem: undefined };
    } catch (cause) {
      return { bytes: this.#ready.splice(0), problem: new DamagedError('damaged gzip', { cause }) };
    }
  }
}
