import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ByteSource } from './byte-source.ts';
import { headSize, Member, zip } from './scan-member.ts';
import { DamagedError, type LogPart, UnreadableError } from './scan-part.ts';
import { isTarHeader, logsInTar } from './scan-tar.ts';
import { begins, Unpacker } from './scan-unpacker.ts';
import { logsInZip } from './scan-zip.ts';
import { codeOf, whyUnreadable } from './why-unreadable.ts';

/**
 * The logs in a file, or in standard input for `-`: the file itself, or one by one those of a tar or zip, each unpacked where it begins as gzip does,
 * whatever the name says. Throws UnreadableError for other packers, and DamagedError where the file is damaged behind what was read.
 */
export async function* logsIn(file: string, stdin: NodeJS.ReadableStream): AsyncGenerator<LogPart> {
  const { head, all } = await opened(file, stdin);
  const archive = isTarHeader(head) ? logsInTar(file, all) : begins(head, zip) ? logsInZip(file, all) : undefined;
  if (archive) {
    yield* membersOf(file, archive);
    return;
  }
  for await (const bytes of all) yield { log: file, bytes };
  yield { log: file, problem: undefined };
}

/** The bytes of one log, as `logsIn` has them. Throws UnreadableError for an archive. */
export const openLog = async (file: string, stdin: NodeJS.ReadableStream): Promise<Readable> => {
  const { head, all } = await opened(file, stdin);
  if (isTarHeader(head) || begins(head, zip)) throw new UnreadableError(`${file} is an archive: unpack it and name what is in it`);
  return Readable.from(all);
};

async function* membersOf(file: string, parts: AsyncIterable<LogPart>): AsyncGenerator<LogPart> {
  let count = 0;
  let member: Member | undefined;
  for await (const part of parts) {
    member ??= new Member(part.log);
    yield* 'bytes' in part ? member.push(part.bytes) : member.end(part.problem);
    if ('bytes' in part) continue;
    member = undefined;
    count++;
  }
  if (count === 0) throw new UnreadableError(`${file} is an archive that holds no log`);
}

const opened = async (file: string, stdin: NodeJS.ReadableStream): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> => {
  const source = new ByteSource(unpacked(file, bytesOf(file, stdin)));
  const head = await source.upTo(headSize);
  return { head, all: source.after(head) };
};

async function* bytesOf(file: string, stdin: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of file === '-' ? stdin : createReadStream(file))
    yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

async function* unpacked(file: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacker = new Unpacker(file);
  for await (const chunk of packed) {
    const { bytes, problem } = unpacker.push(chunk);
    yield* bytes;
    if (problem) throw problem;
  }
  const { bytes, problem } = unpacker.end();
  yield* bytes;
  if (problem) throw problem;
}

/** True when the file is cut off, spoilt or followed by something else. */
export const isDamage = (cause: unknown): boolean => cause instanceof DamagedError;

/** The error in one sentence, where it is the file's. */
export const unreadable = (file: string, cause: unknown): Error => {
  if (cause instanceof UnreadableError) return cause;
  if (codeOf(cause) === '') return cause instanceof Error ? cause : new Error(String(cause));
  const next = nextSteps[codeOf(cause)];
  return new UnreadableError(`${file} cannot be read: ${whyUnreadable(cause)}${next === undefined ? '' : `; ${next}`}`);
};

const nextSteps: Readonly<Record<string, string>> = {
  ENOENT: 'look for it with ls, or hand a log over by a pipe: dmesg | hil scan',
  EISDIR: 'name the logs in it, or pack it: tar c FOLDER | hil scan',
  EACCES: 'read it as root and hand it over: sudo cat FILE | hil scan',
};
