import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import { credentialsIn, programOf, withoutCredentials } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PortError } from '../../core/errors.ts';
import { redact, rememberSecret } from '../../core/redaction.ts';
import { Secret } from '../../core/secret.ts';
import { paced, paceSchema } from './paced-writer.ts';
import { PortEvents } from './port-events.ts';

const schema = z.strictObject({
  /** For sh: a program whose standard output is what the UART says, and whose standard input goes to it. It must change no byte: no terminal of its own. */
  command: z.string().min(1),
  /** Variables of the command. What is secret goes here, as `fromEnv('…')`. */
  environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.union([z.string(), z.instanceof(Secret)])).optional(),
  pace: paceSchema.optional(),
});
export type CommandConsoleSettings = z.infer<typeof schema>;

/** A UART behind any program: `socat - /dev/ttyUSB0,b115200,raw`, `ssh lab-pc socat …`, `conserver`'s console, a lab's own tool. */
export const commandConsole = (settings: CommandConsoleSettings): Driver<ByteStream> => {
  for (const credential of credentialsIn(String(settings.command))) rememberSecret(credential);
  return {
    driver: 'command',
    settings,
    schema,
    wires: () => [`console command ${withoutCredentials(settings.command)}`],
    async connect({ clock, signal }) {
      signal.throwIfAborted();
      const stream = new CommandStream(settings);
      return settings.pace ? paced(stream, settings.pace, clock, signal) : stream;
    },
  };
};

class CommandStream implements ByteStream {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #events = new PortEvents();
  readonly #name: string;
  readonly #ended: Promise<void>;
  #said = '';

  constructor({ command, environment = {} }: CommandConsoleSettings) {
    this.#name = `the console command (${programOf(command) ?? 'sh'})`;
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]),
    );
    // A group of its own, so that what the shell started ends with it.
    const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...env } });
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => this.#events.hear(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-2000);
    });
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()));
    child.once('error', (cause) => this.#fail(`cannot be started: ${cause.message}`));
    child.once('close', (code, by) => this.#fail(by ? `was ended by ${by}` : `ended with exit status ${code}`));
  }

  write(data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#events.gone) reject(this.#events.gone);
      else this.#child.stdin.write(data, (cause) => (cause ? reject(this.#events.gone ?? this.#lost(cause.message)) : resolve()));
    });
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PortError(`${this.#name} is closed`));
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
    await this.#ended;
  }

  #fail(why: string): void {
    this.#events.fail(this.#lost(why));
  }

  #lost(why: string): PortError {
    const said = this.#said.split('\n').filter(Boolean).slice(-5);
    return new PortError(`${this.#name} ${why}`, {
      evidence: said.map((line) => `stderr: ${withoutCredentials(redact(line))}`),
      remedy: 'run the command of the commandConsole by hand on this host: it must go on for as long as the console is used',
    });
  }
}
