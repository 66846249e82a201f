import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { parseTar } from 'nanotar';
import { ConfigError } from '../core/errors.ts';
import type { PastedText } from '../knowledge/diagnosis/facts.ts';
import { documentText } from './document-text.ts';
import { jsonText } from './json-text.ts';
import { mailParts } from './mail-parts.ts';

/** Of everything that one file unpacks to: far above any log, far below what hurts. */
const mostBytes = 64 * 1024 * 1024;
const mostFiles = 500;

/**
 * The texts in a file: itself, or the logs in a zip, tar, tar.gz, gz, mail or document. Nothing is written to disk, names are only shown, and archives inside
 * of archives stay closed. Throws ConfigError for an archive that is damaged, or that unpacks to more than 64 MiB or 500 files.
 */
export const textsOf = async (name: string, content: Uint8Array): Promise<PastedText[]> => {
  try {
    return await unpack(name, content);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${name} cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      remedy: 'pack it again, or name the logs in it one by one',
    });
  }
};

const unpack = async (name: string, content: Uint8Array): Promise<PastedText[]> => {
  if (starts(content, [0x50, 0x4b, 3, 4])) {
    const entries = zipEntries(name, content);
    const document = documentText((entry) => textNamed(entries, entry));
    return document === undefined ? logsIn(name, entries) : [{ name: shown(name), text: document }];
  }
  const other = unreadable.find(({ magic }) => starts(content, magic));
  if (other) throw new ConfigError(`${name} is ${other.what}, and is not read`, { remedy: other.remedy });
  const plain = starts(content, [0x1f, 0x8b]) ? gunzip(name, content) : content;
  if (isTar(plain)) return logsIn(name, tarEntries(name, plain));
  const text = decode(plain);
  if (!isText(text)) throw new ConfigError(`${name} holds no text`, { remedy: asLog });
  return textsAs(shown(plain === content ? name : name.replace(/\.t?gz$/, '')), text);
};

const textNamed = (entries: readonly Entry[], name: string): string | undefined => {
  const entry = entries.find((each) => each.name === name);
  return entry && decode(entry.bytes);
};

/** A text, or what a mail or JSON carries. Attachments that are no text (a picture of the signature, a 7z) are left out. */
const textsAs = async (name: string, text: string): Promise<PastedText[]> => {
  const parts = await mailParts(text);
  if (!parts) return [{ name, text: jsonText(text) ?? text }];
  const texts = parts.map(async (part) =>
    part.name === undefined ? [{ name, text: decode(part.bytes) }] : attached(part.name, part.bytes),
  );
  return (await Promise.all(texts)).flat();
};

const attached = async (name: string, bytes: Uint8Array): Promise<PastedText[]> => {
  if (starts(bytes, [0x50, 0x4b, 3, 4]) || starts(bytes, [0x1f, 0x8b]) || isTar(bytes)) return unpack(name, bytes);
  const text = decode(bytes);
  return isBinary(bytes) || !isText(text) ? [] : [{ name: shown(name), text: jsonText(text) ?? text }];
};

// A console at a wrong speed is half rubbish and half words; random bytes and images have more than a third of characters that no text has.
const mostRubbish = 1 / 3;
const isText = (text: string): boolean => (text.match(/[\x00-\x07\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0) <= text.length * mostRubbish;

const repack = 'unpack it, or pack the logs as zip, tar or gz';
const asLog = 'name the log as text; an image goes behind --elf, or to hil inspect';
const asText = 'copy the text out of it: the console log itself tells most';
const unreadable = [
  { magic: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive', remedy: repack },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', remedy: repack },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'a zstd archive', remedy: repack },
  { magic: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', remedy: repack },
  { magic: [0x52, 0x61, 0x72, 0x21], what: 'a rar archive', remedy: repack },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', remedy: asText },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a picture', remedy: asText },
  { magic: [0xff, 0xd8, 0xff], what: 'a picture', remedy: asText },
] as const;

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const starts = (content: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => content[index] === byte);
const isTar = (content: Uint8Array): boolean => decode(content.subarray(257, 262)) === 'ustar';

const gunzip = (name: string, content: Uint8Array): Uint8Array => {
  try {
    return new Uint8Array(gunzipSync(content, { maxOutputLength: mostBytes }));
  } catch (cause) {
    if (cause instanceof RangeError) throw tooMuch(name);
    throw cause;
  }
};

// The sizes of the central directory are what fflate reserves, and a stream cannot write beyond: so they are added up before anything is unpacked.
const zipEntries = (name: string, content: Uint8Array): Entry[] => {
  let [bytes, files] = [0, 0];
  const found = unzipSync(content, {
    filter: ({ originalSize }) => {
      bytes += originalSize;
      files++;
      if (bytes > mostBytes || files > mostFiles) throw tooMuch(name);
      return true;
    },
  });
  return Object.entries(found).map(([entry, data]) => ({ name: entry, bytes: data }));
};

const tarEntries = (name: string, content: Uint8Array): Entry[] => {
  const files = parseTar(content).filter(({ type }) => type === 'file' || type === undefined);
  if (files.length > mostFiles) throw tooMuch(name);
  return files.flatMap((file) => (file.data ? [{ name: file.name, bytes: file.data }] : []));
};

const tooMuch = (name: string): ConfigError =>
  new ConfigError(`${name} unpacks to more than ${mostBytes / 2 ** 20} MiB or ${mostFiles} files, and is not read`, {
    remedy: 'name the logs in it one by one',
  });

const logsIn = async (archive: string, entries: readonly Entry[]): Promise<PastedText[]> => {
  const logs = entries.filter(({ name, bytes }) => bytes.byteLength > 0 && !name.endsWith('/') && !isBinary(bytes));
  if (logs.length === 0)
    throw new ConfigError(`${archive} holds no text`, { remedy: 'pack the logs themselves: console, dmesg, tdx-info' });
  return (await Promise.all(logs.map(({ name, bytes }) => textsAs(shown(name), decode(bytes))))).flat();
};

// Captured consoles hold bytes of noise; images, archives and programs begin with a magic or are mostly none of text.
const isBinary = (bytes: Uint8Array): boolean => {
  if (
    [
      [0x7f, 0x45, 0x4c, 0x46],
      [0x50, 0x4b],
      [0x1f, 0x8b],
      [0x89, 0x50, 0x4e, 0x47],
      [0xff, 0xd8],
    ].some((magic) => starts(bytes, magic))
  )
    return true;
  if (wideOf(bytes)) return false;
  const head = bytes.subarray(0, 4096);
  return head.filter((byte) => byte === 0).length > head.byteLength / 4;
};

// A name is somebody else's text: no path, nothing that a terminal obeys.
const shown = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 80) || 'log';

// Node's decoder of windows-1252 leaves these as control characters.
const windowsQuotes: Readonly<Record<string, string>> = {
  '\x85': '...',
  '\x91': "'",
  '\x92': "'",
  '\x93': '"',
  '\x94': '"',
  '\x96': '-',
  '\x97': '-',
};

// Terminal programs on Windows save UTF-16.
const decode = (bytes: Uint8Array): string => {
  const wide = wideOf(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  const text = new TextDecoder().decode(bytes);
  // Consoles spoil single bytes; a text whose every accent is one is in the code page of Windows.
  const isCodePage = /[a-z]\ufffd[a-z]/i.test(text) && !/[\x80-\u{fffc}]/u.test(text);
  return isCodePage
    ? Buffer.from(bytes)
        .toString('latin1')
        .replace(/[\x85\x91-\x97]/g, (letter) => windowsQuotes[letter] ?? letter)
    : text;
};

// With its mark, or in text that is nearly all ASCII: then every other byte is zero.
const wideOf = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 4096);
  const zeros = (odd: number): number => head.filter((byte, index) => byte === 0 && index % 2 === odd).length;
  if (head.byteLength < 16 || zeros(0) + zeros(1) < head.byteLength / 3) return undefined;
  if (zeros(0) < head.byteLength / 50) return 'utf-16le';
  return zeros(1) < head.byteLength / 50 ? 'utf-16be' : undefined;
};
