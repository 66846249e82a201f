import { latin1FromBytes } from 'just-bash';
import { type Context, failure, output, type Result } from './command.ts';
import { FileError } from './file-tree.ts';
import type { Session } from './session.ts';
import { sizeOf } from './size-word.ts';

interface Format {
  readonly bytes: number;
  readonly width: number;
  readonly show: (view: DataView, at: number) => string;
}

interface Asked {
  readonly radix: string;
  readonly formats: readonly Format[];
  readonly count: number;
  readonly skip: number;
  readonly perLine: number;
  readonly showsAll: boolean;
  readonly files: readonly string[];
}

/** od(1) of coreutils with -A, -t, -N, -j, -w, -v and the traditional -b, -c, -d, -o, -x. */
export const od = (session: Session, args: readonly string[], { cwd, stdin }: Context): Result => {
  const asked = askedOf(args);
  if (typeof asked === 'string') {
    session.linux.limits.command('linux', `od ${asked}`);
    return failure(`od: '${asked}' is not modelled on this board\n`);
  }
  try {
    const { fs } = session;
    const end = asked.skip + asked.count;
    const parts = asked.files.map((file) => (file === '-' ? fromStdin(stdin) : fs.take(fs.resolvePath(cwd, file), end)));
    const whole = Buffer.concat(parts.length > 0 ? parts : [fromStdin(stdin)]);
    if (parts.length === 0 && whole.length >= end) fs.stream.satisfied();
    return output(dump(whole.subarray(asked.skip, end), asked));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failure(`od: ${error.path}: ${error.words}\n`);
  }
};

const fromStdin = (stdin: Context['stdin']): Buffer => Buffer.from(latin1FromBytes(stdin), 'latin1');

const traditional: Readonly<Record<string, string>> = { b: 'o1', c: 'c', d: 'u2', o: 'o2', x: 'x2' };

/** The option that is not modelled, or what is asked for. */
const askedOf = (args: readonly string[]): Asked | string => {
  let [radix, count, skip, perLine, showsAll] = ['o', Number.POSITIVE_INFINITY, 0, 16, false];
  const formats: Format[] = [];
  const files: string[] = [];
  const words = [...args];
  for (let arg = words.shift(); arg !== undefined; arg = words.shift()) {
    if (!/^-./.test(arg)) {
      files.push(arg);
      continue;
    }
    const long = /^--(address-radix|format|read-bytes|skip-bytes|width)=(.*)$/.exec(arg);
    const letters = long ? { a: 'A', f: 't', r: 'N', s: 'j', w: 'w' }[long[1]![0]!]! + long[2]! : arg.slice(1);
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at]!;
      if (letter === 'v') showsAll = true;
      else if (traditional[letter]) formats.push(formatOf(traditional[letter])!);
      else if (/[AtNjw]/.test(letter)) {
        const value = letters.slice(at + 1) || (words.shift() ?? '');
        const format = letter === 't' ? (value.match(/[a-z]\d*z?/g) ?? []).map(formatOf) : [];
        if (format.includes(undefined)) return `-t ${value}`;
        formats.push(...(format as Format[]));
        if (letter === 'A') radix = value;
        if (letter === 'N') count = sizeOf(value) ?? 0;
        if (letter === 'j') skip = sizeOf(value) ?? 0;
        if (letter === 'w') perLine = sizeOf(value) ?? 32;
        break;
      } else return `-${letter}`;
    }
  }
  return { radix, count, skip, perLine, showsAll, files, formats: formats.length > 0 ? formats : [formatOf('o2')!] };
};

const read = (view: DataView, at: number, bytes: number, signed: boolean): bigint => {
  if (bytes === 8) return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
  if (bytes === 4) return BigInt(signed ? view.getInt32(at, true) : view.getUint32(at, true));
  if (bytes === 2) return BigInt(signed ? view.getInt16(at, true) : view.getUint16(at, true));
  return BigInt(signed ? view.getInt8(at) : view.getUint8(at));
};

const escapes: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

const formatOf = (word: string): Format | undefined => {
  const [, letter = '', size = ''] = /^([a-z])([1248]?)$/.exec(word) ?? [];
  if (word === 'c') {
    const show = (view: DataView, at: number): string => {
      const byte = view.getUint8(at);
      return escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
    };
    return { bytes: 1, width: 3, show };
  }
  const bytes = size === '' ? 4 : Number(size);
  const most = 2n ** BigInt(8 * bytes) - 1n;
  if (letter === 'x' || letter === 'o') {
    const radix = letter === 'x' ? 16 : 8;
    const width = most.toString(radix).length;
    return { bytes, width, show: (view, at) => read(view, at, bytes, false).toString(radix).padStart(width, '0') };
  }
  if (letter !== 'u' && letter !== 'd') return undefined;
  const width = letter === 'u' ? most.toString().length : (-(most >> 1n) - 1n).toString().length;
  return { bytes, width, show: (view, at) => read(view, at, bytes, letter === 'd').toString() };
};

const dump = (bytes: Buffer, { radix, formats, skip, perLine, showsAll }: Asked): string => {
  const address = (at: number): string => {
    if (radix === 'n') return '';
    return radix === 'x' ? at.toString(16).padStart(6, '0') : radix === 'd' ? String(at).padStart(7, '0') : at.toString(8).padStart(7, '0');
  };
  const widest = Math.max(...formats.map(({ bytes: size, width }) => (width + 1) / size));
  const lines: string[] = [];
  let last: Buffer | undefined;
  for (let at = 0; at < bytes.length; at += perLine) {
    const line = bytes.subarray(at, at + perLine);
    if (!showsAll && last?.equals(line)) {
      if (lines.at(-1) !== '*') lines.push('*');
      continue;
    }
    last = line.length === perLine ? line : undefined;
    for (const [index, format] of formats.entries())
      lines.push((index === 0 ? address(skip + at) : ' '.repeat(address(0).length)) + row(line, format, widest));
  }
  if (radix !== 'n') lines.push(address(skip + bytes.length));
  return lines.map((line) => `${line}\n`).join('');
};

// A last word that is not whole is filled up with zeros; columns of several formats stand below each other.
const row = (line: Buffer, { bytes, show }: Format, widest: number): string => {
  const padded = Buffer.concat([line, Buffer.alloc((bytes - (line.length % bytes)) % bytes)]);
  const view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  const words = Array.from({ length: padded.length / bytes }, (_, index) => show(view, index * bytes).padStart(Math.round(widest * bytes)));
  return words.join('');
};
