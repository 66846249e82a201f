import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationStream, type Logger, multistream, pino, type StreamEntry } from 'pino';
import pretty from 'pino-pretty';
import { shownText } from '../core/clean-text.ts';
import type { LabEvent } from '../core/event.ts';
import { mapStrings } from '../core/redaction.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

// Every byte and command is in the journal already; the log tells what the runner did.
const worthALine: ReadonlySet<LabEvent['type']> = new Set([
  'run.started',
  'run.planned',
  'run.finished',
  'board.opened',
  'board.closed',
  'board.excluded',
  'health.checked',
  'board.identified',
  'power.switched',
  'power.proven',
  'channel.lost',
  'boot.finished',
  'provision.changed',
  'provision.restored',
  'provision.owed',
  'lab.noted',
  'claim.refuted',
  'fault.injected',
  'model.limited',
  'model.mishap',
  'lease.taken',
  'lease.broken',
  'lease.lost',
  'scenario.started',
  'scenario.attempted',
  'scenario.finished',
  'scenario.amended',
  'm7.observed',
  'incident.opened',
]);

// It is read on terminals, too.
const shownStrings = <T>(fields: T): T => mapStrings(fields, shownText);

/** The runner's own log: one file per run, in the run's folder, without secrets. What comes before the folder is known waits for it. */
export class RunLog {
  readonly #reportsDir: string;
  readonly #verbose: boolean;
  readonly #waiting: (readonly [Level, string, object])[] = [];
  #logger: Logger | undefined;
  #file: LogFile | undefined;

  constructor(reportsDir: string, { verbose }: { readonly verbose: boolean }) {
    this.#reportsDir = reportsDir;
    this.#verbose = verbose;
  }

  write(level: Level, message: string, fields: object = {}): void {
    if (!this.#logger) this.#waiting.push([level, message, fields]);
    else this.#logger[level](shownStrings(fields), shownText(message));
  }

  event(event: LabEvent): void {
    if (event.type === 'run.started') this.#open(join(this.#reportsDir, event.run));
    if (!worthALine.has(event.type)) return;
    const { type, seq: _, at: __, ...fields } = event;
    this.write(type === 'incident.opened' || type === 'channel.lost' || type === 'provision.owed' ? 'warn' : 'info', type, fields);
  }

  close(): void {
    this.#file?.close();
  }

  #open(dir: string): void {
    const streams: StreamEntry[] = [];
    this.#file = new LogFile(dir);
    streams.push({ level: 'debug', stream: this.#file });
    if (this.#verbose)
      streams.push({ level: 'debug', stream: pretty({ destination: process.stderr, sync: true, ignore: 'pid,hostname' }) });
    this.#logger = pino(
      { level: 'debug', redact: { paths: ['*.password', '*.passphrase', '*.token'], censor: '[secret]' } },
      multistream(streams),
    );
    for (const [level, message, fields] of this.#waiting.splice(0)) this.write(level, message, fields);
  }
}

/**
 * A few lines a scenario, written at once, so that a killed run keeps them. Pino's own file stream tries for ever on a full disk; here the
 * file ends where the disk does, which the journal reports, and the verdicts do not depend on it.
 */
class LogFile implements DestinationStream {
  #file: number | undefined;
  constructor(dir: string) {
    this.#tried(() => {
      mkdirSync(dir, { recursive: true });
      this.#file = openSync(join(dir, 'runner.log'), 'a');
    });
  }

  write(line: string): void {
    this.#tried(() => {
      if (this.#file !== undefined) writeSync(this.#file, line);
    });
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }

  #tried(act: () => void): void {
    try {
      act();
    } catch {
      this.close();
    }
  }
}
