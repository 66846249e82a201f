import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { shownJson, shownLine, shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import type { KernelIncident } from '../core/incident.ts';
import { LogScan, scanText } from '../knowledge/kernel/log-scan.ts';
import { wholeNumber } from './option-values.ts';
import { follow } from './scan-follow.ts';
import { logsIn, openLog, unreadable } from './scan-input.ts';
import { DamagedError, UnreadableError } from './scan-part.ts';
import { row, type ScanForm, type ScanReport, scanReport } from './scan-report.ts';
import { type Since, sinceOf } from './scan-since.ts';
import { untilInterrupted } from './signals.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[file...]', 'log files, also gzip, tar and zip; - or none reads standard input')
    .option('--json', 'one JSON object an incident')
    .option('--summary', 'with --json, a last object that says how many were found, and the exit code')
    .option('--jsonl', 'input of {id, log} objects, one a line')
    .option('--annotations <form>', 'for CI: github (commands of its runner) or gitlab (a Code Quality report)')
    .option('--since <time>', "incidents from then on: seconds of kernel time ('1234.5', '20min') or a date of the log's lines")
    .option('--follow', 'go on while the log grows: a file, a serial port, tcp://host:port, rfc2217://host:port, standard input')
    .option('--baud <rate>', 'of a serial port; 115200 by default', wholeNumber(300))
    .action(async (files, options) => exit(await scanCommand(files, options, process)));

export interface ScanOptions {
  /** One JSON object an incident, instead of a table. */
  readonly json?: boolean;
  /** With `json`, a last object `{exitCode, incidents, unverified, unreadable}`. */
  readonly summary?: boolean;
  /** The input is one JSON object `{id, log}` a line; the output one `{id, incidents}` each. */
  readonly jsonl?: boolean;
  readonly annotations?: string;
  readonly since?: string;
  readonly follow?: boolean;
  readonly baud?: number;
}

export interface ScanStreams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * `hil scan`: the detector over logs. Resolves with the exit status: 0 nothing found, 1 something found, 3 when a file was not readable as asked, or is damaged and
 * nothing was found in what could be read; the others are scanned all the same. Throws ConfigError for options that do not go together.
 */
export const scanCommand = async (files: readonly string[], options: ScanOptions, io: ScanStreams): Promise<number> => {
  if (files.length === 0 && 'isTTY' in io.stdin && io.stdin.isTTY === true) {
    io.stderr.write('hil scan: no file given. Name log files, or - for standard input.\n');
    return 3;
  }
  const scan = new Scanning(options, io);
  for (const file of files.length === 0 ? ['-'] : files) if (!scan.isUnseen) await scan.file(file, files.length);
  return scan.end();
};

const formOf = ({ json, annotations }: ScanOptions): ScanForm => {
  if (annotations === undefined) return json ? 'json' : 'table';
  if (annotations === 'github' || annotations === 'gitlab') return annotations;
  throw new ConfigError(`--annotations ${annotations} is unknown`, { remedy: 'github or gitlab' });
};

interface OpenLog {
  readonly log: string;
  readonly since: Since | undefined;
  readonly scan: LogScan;
}

class Scanning {
  readonly #options: ScanOptions;
  readonly #io: ScanStreams;
  readonly #report: ScanReport;
  readonly #since: (() => Since) | undefined;
  #found = 0;
  #unverified = 0;
  #unreadable = 0;
  #damaged = 0;
  /** Whoever read what is written has had enough. */
  isUnseen = false;

  constructor(options: ScanOptions, io: ScanStreams) {
    this.#options = options;
    this.#io = io;
    this.#report = scanReport(formOf(options), (text) => io.stdout.write(text));
    this.#since = options.since === undefined ? undefined : sinceOf(options.since);
    io.stdout.on('error', () => {
      this.isUnseen = true;
    });
  }

  async file(file: string, of: number): Promise<void> {
    try {
      if (this.#options.jsonl) await this.#corpus(file);
      else if (this.#options.follow) await this.#follow(file, of);
      else await this.#logs(file);
    } catch (cause) {
      if (!(cause instanceof UnreadableError)) throw cause;
      this.#tellUnreadable(cause.message);
    }
  }

  end(): number {
    // Of a log that is damaged nobody knows what stood behind the damage.
    const isUnknown = this.#unreadable > 0 || (this.#found === 0 && this.#damaged > 0);
    const exitCode = isUnknown ? 3 : this.#found > 0 ? 1 : 0;
    if (!this.#options.jsonl) this.#report.end();
    const totals = { exitCode, incidents: this.#found, unverified: this.#unverified, unreadable: this.#unreadable };
    if (this.#options.json && this.#options.summary) this.#io.stdout.write(`${JSON.stringify(totals)}\n`);
    return exitCode;
  }

  /** A log, or those of an archive, of which one that cannot be read does not stop the others. */
  async #logs(file: string): Promise<void> {
    let open: OpenLog | undefined;
    try {
      for await (const part of logsIn(file, this.#io.stdin)) {
        open ??= this.#begin(part.log);
        if ('bytes' in part) {
          open.since?.feed(part.bytes);
          open.scan.feed(part.bytes);
          await this.#drained();
        } else {
          this.#end(open, part.problem);
          open = undefined;
        }
        if (this.isUnseen) return;
      }
    } catch (cause) {
      if (!(cause instanceof DamagedError)) throw unreadable(file, cause);
      if (open) this.#end(open, cause);
      else this.#tellDamage(file);
    }
  }

  #begin(log: string): OpenLog {
    const since = this.#since?.();
    return { log, since, scan: new LogScan({ tell: (incident) => this.#tell(log, incident, since) }) };
  }

  #end({ log, since, scan }: OpenLog, problem: UnreadableError | DamagedError | undefined): void {
    scan.end();
    if (problem instanceof DamagedError) this.#tellDamage(log);
    const complaint = since?.complaint();
    const why = problem instanceof UnreadableError ? problem.message : complaint === undefined ? undefined : `${log}: ${complaint}`;
    if (why === undefined) this.#report.endOfFile(log);
    else this.#tellUnreadable(why);
  }

  #tellDamage(log: string): void {
    this.#damaged++;
    this.#complain(`${log} is damaged; what could be read of it was scanned.`);
  }

  #tellUnreadable(why: string): void {
    this.#complain(why);
    this.#unreadable++;
  }

  async #follow(file: string, of: number): Promise<void> {
    if (of > 1) throw new ConfigError('--follow takes one log', { remedy: 'call it once for each' });
    const since = this.#since?.();
    const isTold = this.#options.json || this.#options.annotations !== undefined;
    const scan = new LogScan({
      live: true,
      tell: (incident) => (isTold ? this.#tell(file, incident, since) : this.#count(incident, since)),
      opened: (incident) => !isTold && this.#wants(incident, since) && this.#io.stdout.write(`${openedLine(incident)}\n`),
    });
    const chunk = (bytes: Uint8Array, at: number): void => {
      since?.feed(bytes);
      scan.feed(bytes, at);
    };
    await untilInterrupted(async (signal) => {
      const unseen = new AbortController();
      this.#io.stdout.on('error', () => unseen.abort());
      const ended = AbortSignal.any([signal, unseen.signal]);
      await follow(file, this.#io.stdin, this.#options.baud, { chunk, idle: (now) => scan.idle(now) }, ended);
    }).catch((cause) => {
      throw unreadable(file, cause);
    });
    scan.end();
  }

  async #corpus(file: string): Promise<void> {
    let number = 0;
    try {
      for await (const line of createInterface({ input: await openLog(file, this.#io.stdin), crlfDelay: Number.POSITIVE_INFINITY })) {
        number++;
        if (line.trim() === '') continue;
        const { id, log } = entry(file, number, line);
        const incidents = scanText(log);
        this.#found += incidents.length;
        this.#io.stdout.write(`${shownJson({ id, incidents: incidents.map(row) })}\n`);
        await this.#drained();
        if (this.isUnseen) return;
      }
    } catch (cause) {
      throw unreadable(file, cause);
    }
  }

  #tell(file: string, incident: KernelIncident, since: Since | undefined): void {
    if (this.#count(incident, since)) this.#report.incident(file, incident);
  }

  #count(incident: KernelIncident, since: Since | undefined): boolean {
    if (!this.#wants(incident, since)) return false;
    this.#found++;
    if (incident.unverified) this.#unverified++;
    return true;
  }

  #wants(incident: KernelIncident, since: Since | undefined): boolean {
    return since?.wants(incident) ?? true;
  }

  #complain(sentence: string): void {
    this.#io.stderr.write(`hil scan: ${shownText(sentence)}\n`);
  }

  /** A reader that is slower than the scan must not have its share pile up here. */
  async #drained(): Promise<void> {
    const { stdout } = this.#io;
    if (!('writableNeedDrain' in stdout) || stdout.writableNeedDrain !== true || this.isUnseen) return;
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => {});
  }
}

const openedLine = ({ title, severity, unverified, range, lines }: KernelIncident): string =>
  shownLine(`line ${range?.firstLine ?? '?'}: ${severity}${unverified ? ', unverified' : ''}: ${title} (${lines[0] ?? ''})`);

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
