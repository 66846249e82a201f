import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Gunzip } from 'fflate';
import { codeOf, whyUnreadable } from './why-unreadable.ts';

/** A log that cannot be read as it was asked for, in one sentence. */
export class UnreadableError extends Error {}

/** The bytes of a file, or of standard input for `-`; unpacked where they begin as gzip does, whatever the name says. Throws UnreadableError for other packers. */
export const openLog = async (file: string, stdin: NodeJS.ReadableStream): Promise<Readable> => {
  const source = file === '-' ? Readable.from(stdin) : createReadStream(file);
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    if (!first.done) yield bytes(first.value);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield bytes(next.value);
  };
  const head = first.done ? undefined : bytes(first.value);
  const packer = head && packers.find(({ begins }) => begins.every((byte, at) => head[at] === byte));
  if (packer) throw new UnreadableError(`${file} is packed by ${packer.name}, which hil scan does not read: ${packer.remedy}`);
  const isPacked = head?.[0] === 0x1f && head[1] === 0x8b;
  return Readable.from(isPacked ? unpacked(rest()) : rest());
};

/** How files begin that would be read as noise in which nothing is found. */
const packers: readonly { readonly name: string; readonly begins: readonly number[]; readonly remedy: string }[] = [
  { name: 'zip', begins: [0x50, 0x4b, 3, 4], remedy: 'unzip it and name its logs' },
  { name: '7-Zip', begins: [0x37, 0x7a, 0xbc, 0xaf], remedy: 'unpack it and name its logs' },
  { name: 'xz', begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], remedy: 'xz -dc FILE | hil scan' },
  { name: 'bzip2', begins: [0x42, 0x5a, 0x68], remedy: 'bzip2 -dc FILE | hil scan' },
  { name: 'zstd', begins: [0x28, 0xb5, 0x2f, 0xfd], remedy: 'zstd -dc FILE | hil scan' },
  { name: 'lz4', begins: [0x04, 0x22, 0x4d, 0x18], remedy: 'lz4 -dc FILE | hil scan' },
];

/** Everything up to the place of the damage, and then the error: zlib of Node forgets what it made of the last bytes before it. */
async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const gunzip = new Gunzip((chunk) => ready.push(chunk));
  for await (const chunk of packed) {
    const damage = tried(() => gunzip.push(chunk));
    yield* ready.splice(0);
    if (damage) throw damage;
  }
  const damage = tried(() => gunzip.push(new Uint8Array(0), true));
  yield* ready.splice(0);
  if (damage) throw damage;
}

class DamagedError extends Error {}

const tried = (act: () => void): DamagedError | undefined => {
  try {
    act();
    return undefined;
  } catch (cause) {
    return new DamagedError('damaged gzip', { cause });
  }
};

/** True when the file is gzip that is cut off, spoilt or followed by something else. */
export const isDamage = (cause: unknown): boolean => cause instanceof DamagedError;

/** The error in one sentence, where it is the file's. */
export const unreadable = (file: string, cause: unknown): Error => {
  if (cause instanceof UnreadableError) return cause;
  if (codeOf(cause) === '') return cause instanceof Error ? cause : new Error(String(cause));
  return new UnreadableError(`${file} cannot be read: ${whyUnreadable(cause)}`);
};

const bytes = (chunk: unknown): Uint8Array => (chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)));
