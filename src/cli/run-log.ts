import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationStream, destination, type Logger, multistream, pino, type StreamEntry } from 'pino';
import pretty from 'pino-pretty';
import type { LabEvent } from '../core/event.ts';
import { redact } from '../core/secret.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

// Every byte and command is in the journal already; the log tells what the runner did.
const worthALine: ReadonlySet<LabEvent['type']> = new Set([
  'run.started',
  'run.finished',
  'board.opened',
  'board.closed',
  'board.identified',
  'power.switched',
  'power.proven',
  'channel.lost',
  'boot.finished',
  'provision.changed',
  'provision.restored',
  'provision.owed',
  'fault.injected',
  'scenario.started',
  'scenario.finished',
  'm7.observed',
  'incident.opened',
]);

/** The runner's own log: one file per run, in the run's folder, without secrets. What comes before the folder is known waits for it. */
export class RunLog {
  readonly #reportsDir: string;
  readonly #verbose: boolean;
  readonly #waiting: (readonly [Level, string, object])[] = [];
  #logger: Logger | undefined;
  #file: ReturnType<typeof destination> | undefined;

  constructor(reportsDir: string, { verbose }: { readonly verbose: boolean }) {
    this.#reportsDir = reportsDir;
    this.#verbose = verbose;
  }

  write(level: Level, message: string, fields: object = {}): void {
    if (!this.#logger) this.#waiting.push([level, message, fields]);
    else this.#logger[level](JSON.parse(redact(JSON.stringify(fields))), redact(message));
  }

  event(event: LabEvent): void {
    if (event.type === 'run.started') this.#open(join(this.#reportsDir, event.run));
    if (!worthALine.has(event.type)) return;
    const { type, seq: _, at: __, ...fields } = event;
    this.write(type === 'incident.opened' || type === 'channel.lost' || type === 'provision.owed' ? 'warn' : 'info', type, fields);
  }

  close(): void {
    try {
      this.#file?.flushSync();
      this.#file?.end();
    } catch {
      // A full disk has been reported by the journal; the verdicts do not depend on this file.
    }
  }

  #open(dir: string): void {
    const streams: StreamEntry[] = [];
    const file = openFile(join(dir, 'runner.log'), dir);
    if (file) {
      this.#file = file;
      streams.push({ level: 'debug', stream: file as DestinationStream });
    }
    if (this.#verbose) streams.push({ level: 'debug', stream: pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }) });
    this.#logger = pino(
      { level: 'debug', redact: { paths: ['*.password', '*.passphrase', '*.token'], censor: '[secret]' } },
      multistream(streams),
    );
    for (const [level, message, fields] of this.#waiting.splice(0)) this.write(level, message, fields);
  }
}

const openFile = (path: string, dir: string): ReturnType<typeof destination> | undefined => {
  try {
    mkdirSync(dir, { recursive: true });
    const file = destination({ dest: path, sync: false, minLength: 4096 });
    file.on('error', () => {});
    return file;
  } catch {
    return undefined;
  }
};
