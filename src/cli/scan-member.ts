import { type DamagedError, type LogPart, UnreadableError } from './scan-part.ts';
import { isTarHeader } from './scan-tar.ts';
import { begins, Unpacker } from './scan-unpacker.ts';

/** So many bytes tell a tar. */
export const headSize = 512;
/** How zip begins. */
export const zip = [0x50, 0x4b, 3, 4];

/** One log of an archive, while it is read: unpacked where it is packed by gzip, and refused where it is an archive itself. */
export class Member {
  readonly #log: string;
  readonly #unpacker: Unpacker;
  #head: Uint8Array | undefined = new Uint8Array(0);
  #problem: UnreadableError | DamagedError | undefined;

  constructor(log: string) {
    this.#log = log;
    this.#unpacker = new Unpacker(log);
  }

  push(packed: Uint8Array): readonly LogPart[] {
    return this.#problem ? [] : this.#parts(this.#unpacker.push(packed), false);
  }

  end(problem: UnreadableError | DamagedError | undefined): readonly LogPart[] {
    const last = this.#problem ? [] : this.#parts(this.#unpacker.end(), true);
    return [...last, { log: this.#log, problem: problem ?? this.#problem }];
  }

  #parts({ bytes, problem }: ReturnType<Unpacker['push']>, isLast: boolean): readonly LogPart[] {
    this.#problem ??= problem;
    const chunks = isLast && this.#head ? [...bytes, new Uint8Array(0)] : bytes;
    return chunks.flatMap((chunk) => this.#known(chunk, isLast)).map((chunk) => ({ log: this.#log, bytes: chunk }));
  }

  /** Nothing, until it has been told from an archive by its first bytes. */
  #known(chunk: Uint8Array, isLast: boolean): readonly Uint8Array[] {
    if (this.#head === undefined) return [chunk];
    const head = Buffer.concat([this.#head, chunk]);
    this.#head = head;
    if (head.length < headSize && !isLast) return [];
    this.#head = undefined;
    if (!begins(head, zip) && !isTarHeader(head)) return head.length === 0 ? [] : [head];
    this.#problem = new UnreadableError(`${this.#log} is an archive in an archive: unpack it and name it`);
    return [];
  }
}
