import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import Table from 'cli-table3';
import { shownJson, shownLine, shownText } from '../../core/clean-text.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';

export interface ScanOptions {
  /** One JSON object an incident, instead of a table. */
  readonly json?: boolean;
  /** The input is one JSON object `{id, log}` a line; the output one `{id, incidents}` each. */
  readonly jsonl?: boolean;
}

export interface ScanStreams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * `hil scan`: the detector over finished logs. Resolves with the exit status: 0 nothing found, 1 something found, 3 when a file was not readable as asked;
 * the others are scanned all the same.
 */
export const scanCommand = async (files: readonly string[], options: ScanOptions, io: ScanStreams): Promise<number> => {
  if (files.length === 0 && 'isTTY' in io.stdin && io.stdin.isTTY === true) {
    io.stderr.write('hil scan: no file given. Name log files, or - for standard input.\n');
    return 3;
  }
  let found = 0;
  let unreadable = false;
  for (const file of files.length === 0 ? ['-'] : files) {
    try {
      found += await (options.jsonl ? scanCorpus(file, io) : scanFile(file, options, io));
    } catch (cause) {
      if (!(cause instanceof UnreadableError)) throw cause;
      io.stderr.write(`hil scan: ${shownText(cause.message)}\n`);
      unreadable = true;
    }
  }
  return unreadable ? 3 : found > 0 ? 1 : 0;
};

/** Incidents of a whole log, in the order of their headlines. */
export const scanText = (log: string): readonly KernelIncident[] => {
  const scan = new Scan();
  scan.feed(Buffer.from(log));
  return scan.end();
};

class UnreadableError extends Error {}

class Scan {
  /** By id: one that a late consequence reopens closes again. */
  readonly #incidents = new Map<string, KernelIncident>();
  readonly #detector = createDetector({
    onIncident: (phase, incident) => {
      if (phase === 'closed') this.#incidents.set(incident.id, incident);
    },
  });

  feed(chunk: Uint8Array): void {
    this.#detector.feed('a53', chunk, 0);
  }

  end(): readonly KernelIncident[] {
    this.#detector.end();
    return [...this.#incidents.values()].sort((one, other) => (one.range?.firstByte ?? 0) - (other.range?.firstByte ?? 0));
  }
}

const scanFile = async (file: string, options: ScanOptions, io: ScanStreams): Promise<number> => {
  const scan = new Scan();
  try {
    for await (const chunk of await open(file, io)) scan.feed(chunk as Uint8Array);
  } catch (cause) {
    if (!isDamage(cause)) throw unreadable(file, cause);
    io.stderr.write(`hil scan: ${shownText(file)} is damaged; what could be read of it was scanned.\n`);
  }
  const incidents = scan.end();
  if (options.json) for (const incident of incidents) io.stdout.write(`${shownJson({ file, ...row(incident) })}\n`);
  else io.stdout.write(table(shownText(file), incidents));
  return incidents.length;
};

const scanCorpus = async (file: string, io: ScanStreams): Promise<number> => {
  let found = 0;
  let number = 0;
  try {
    for await (const line of createInterface({ input: await open(file, io), crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      const { id, log } = entry(file, number, line);
      const incidents = scanText(log);
      found += incidents.length;
      io.stdout.write(`${shownJson({ id, incidents: incidents.map(row) })}\n`);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
  return found;
};

const entry = (file: string, number: number, line: string): { readonly id: unknown; readonly log: string } => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && 'log' in value && typeof value.log === 'string') {
    return { id: 'id' in value ? value.id : number, log: value.log };
  }
  throw new UnreadableError(`line ${number} of ${file} is not a JSON object with a "log" string; without --jsonl it is read as a log`);
};

/** Unpacks gzip by its magic number, whatever the name says. */
const open = async (file: string, io: ScanStreams): Promise<Readable> => {
  const source = file === '-' ? Readable.from(io.stdin) : createReadStream(file);
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    if (!first.done) yield bytes(first.value);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield bytes(next.value);
  };
  const whole = Readable.from(rest());
  const head = first.done ? undefined : bytes(first.value);
  if (head?.[0] !== 0x1f || head[1] !== 0x8b) return whole;
  const unpacked = createGunzip();
  whole.on('error', (cause) => unpacked.destroy(cause));
  return whole.pipe(unpacked);
};

const bytes = (chunk: unknown): Uint8Array => (chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)));

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '');
const isDamage = (cause: unknown): boolean => codeOf(cause).startsWith('Z_');
const unreadable = (file: string, cause: unknown): Error => {
  if (cause instanceof UnreadableError) return cause;
  if (codeOf(cause) === '') return cause instanceof Error ? cause : new Error(String(cause));
  const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a directory', EACCES: 'it may not be read' }[codeOf(cause)];
  return new UnreadableError(`${file} cannot be read: ${reason ?? (cause as Error).message}`);
};

/** What a program gets of one incident. */
const row = ({ id: _id, at: _at, stage, channels: _channels, range, lines, ...rest }: KernelIncident): object => ({
  ...rest,
  stage,
  ...range,
  lines,
});

const table = (file: string, incidents: readonly KernelIncident[]): string => {
  if (incidents.length === 0) return `${file}: nothing found\n`;
  const rows = new Table({ head: ['line', 'kernel time', 'severity', 'title', 'cpu', 'task', 'led to'], style: { head: [], border: [] } });
  for (const incident of incidents) {
    rows.push([
      incident.range ? `${incident.range.firstLine}-${incident.range.lastLine}` : '',
      incident.kernelTime?.toFixed(6) ?? '',
      incident.unverified ? `${incident.severity}, unverified` : incident.severity,
      shownLine(incident.title),
      incident.cpu ?? '',
      shownLine(incident.task ?? ''),
      incident.consequences.join(', '),
    ]);
  }
  const unverified = incidents.filter((incident) => incident.unverified).length;
  const apart = unverified === 0 ? '' : `, ${unverified} of them unverified`;
  return `${file}: ${incidents.length} found${apart}\n${rows.toString()}\n`;
};
