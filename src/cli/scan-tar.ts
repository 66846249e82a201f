import { parseTar } from 'nanotar';
import { ByteSource } from './byte-source.ts';
import { DamagedError, type LogPart, nameWithin } from './scan-part.ts';

const block = 512;
/** Of a name and what else stands in front of one file: far above any. */
const mostMeta = 1024 * 1024;

/** POSIX.1-1988 and later, pax Interchange Format: the sum of a header's bytes stands in it, as if that field were blank. */
export const isTarHeader = (head: Uint8Array): boolean => {
  if (head.length < block) return false;
  const header = head.subarray(0, block);
  const said = Number.parseInt(latin1(header.subarray(148, 156)), 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return said === sum && sum > 8 * 32;
};

/** The logs of a tar, one after the other, while it is read: of no size are they held as a whole. Throws DamagedError. */
export async function* logsInTar(archive: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogPart> {
  const source = new ByteSource(chunks);
  for (let meta: Uint8Array[] = []; ; ) {
    const header = await source.exactly(block);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    if (!isTarHeader(header)) throw new DamagedError('damaged tar');
    const size = Number.parseInt(latin1(header.subarray(124, 136)), 8) || 0;
    const padding = (block - (size % block)) % block;
    if (isAboutNext(header)) {
      const more = size > mostMeta ? undefined : await source.exactly(size + padding);
      if (more === undefined) throw new DamagedError('damaged tar');
      meta.push(header, more);
      continue;
    }
    yield* content(nameWithin(archive, nameIn([...meta, header])), isFile(header), size, source);
    meta = [];
    await source.exactly(padding);
  }
}

async function* content(log: string, isLog: boolean, size: number, source: ByteSource): AsyncGenerator<LogPart> {
  for (let left = size; left > 0; ) {
    const bytes = await source.some(left);
    if (bytes === undefined) {
      if (isLog) yield { log, problem: new DamagedError('damaged tar') };
      return;
    }
    left -= bytes.length;
    if (isLog) yield { log, bytes };
  }
  if (isLog) yield { log, problem: undefined };
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replace(/\0.*$/s, '').trim();

const typeOf = (header: Uint8Array): string => String.fromCharCode(header[156]!);
/** Headers of pax and GNU that tell a long name. */
const isAboutNext = (header: Uint8Array): boolean => 'xgLKN'.includes(typeOf(header));
const isFile = (header: Uint8Array): boolean => ['0', '\0', '7'].includes(typeOf(header));

// It reads the whole buffer that an array is a part of, and needs something behind the last header.
const nameIn = (headers: readonly Uint8Array[]): string => {
  const copied = new Uint8Array(headers.reduce((sum, { length }) => sum + length, 2 * block));
  let at = 0;
  for (const header of headers) {
    copied.set(header, at);
    at += header.length;
  }
  return parseTar(copied, { metaOnly: true })[0]?.name ?? '?';
};
