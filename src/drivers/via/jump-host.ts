import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { z } from 'zod';
import { HilError } from '../../core/errors.ts';
import { hostName } from '../../core/host-name.ts';
import { anySignal } from '../../core/time.ts';

// What begins with a hyphen would be an option of ssh.
const word = z.string().regex(/^[^\s-]\S*$/, "expected a host as ssh takes it, such as 'user@gateway.lab'");

/** A host on the way, as `ssh` takes it: `user@gateway.lab`, or a Host of `~/.ssh/config` or of the OpenSSH configuration `config`; several with commas, the nearest first. */
export const viaSchema = z.union([word, z.strictObject({ host: word, config: z.string().min(1) })]);
export type Via = z.infer<typeof viaSchema>;

export interface FarEnd {
  /** As the jump host knows it. */
  readonly host: string;
  readonly port: number;
}

/** For the name of a wire: an address behind a jump host is another one than the same address here. */
export const viaName = (via: Via | undefined): string => (via === undefined ? '' : ` via ${hostName(hostOf(via))}`);

// Wall time: a login at a far host, and its connection to the far end.
const openWithinMs = 25_000;

/**
 * A connection to `end` that a jump host makes, by `ssh -W`: its keys, its known hosts and its configuration are those of OpenSSH, and it asks nothing.
 * Rejects with HilError (lab) where the jump host lets nobody through, and with an error that has the system's code where the far end does not answer.
 */
export const throughJumpHost = async (via: Via, end: FarEnd, signal: AbortSignal): Promise<Duplex> => {
  signal.throwIfAborted();
  const child = spawn('ssh', argumentsFor(via, end), { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = new Said();
  const stream = streamOf(child, () => said.failure(via, end)).on('error', () => {});
  const late = AbortSignal.timeout(openWithinMs);
  const over = anySignal(late, signal);
  try {
    await new Promise<void>((resolve, reject) => {
      over.addEventListener('abort', () => reject(late.aborted ? notThrough(via, end, 'it does not answer') : signal.reason), {
        once: true,
      });
      child.once('error', (cause) => reject(notThrough(via, end, `ssh cannot be started: ${cause.message}`)));
      child.once('close', () => reject(said.failure(via, end)));
      child.stderr.on('data', (chunk: Buffer) => {
        said.push(chunk);
        if (said.isOpen) resolve();
      });
    });
    return stream;
  } catch (cause) {
    stream.destroy();
    throw cause;
  }
};

const hostOf = (via: Via): string => (typeof via === 'string' ? via : via.host);

// Nothing else tells when the far end has taken the connection.
const argumentsFor = (via: Via, { host, port }: FarEnd): string[] => [
  ...(typeof via === 'string' ? [] : ['-F', via.config]),
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '-o', 'LogLevel=DEBUG2', '-o', 'ServerAliveInterval=5'],
  ...jumpsBefore(hostOf(via)),
  ...['-W', `[${host.replace(/^\[(.*)\]$/, '$1')}]:${port}`, '--', hostOf(via).split(',').at(-1)!],
];

const jumpsBefore = (hosts: string): string[] => {
  const before = hosts.split(',').slice(0, -1);
  return before.length === 0 ? [] : ['-J', before.join(',')];
};

const streamOf = (child: ChildProcessByStdio<Writable, Readable, Readable>, failure: () => Error): Duplex => {
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, done),
    final: (done) => void child.stdin.end(done),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.once('close', (code) => {
    if (stream.destroyed) return;
    if (code === 0) stream.push(null);
    else stream.destroy(failure());
  });
  return stream;
};

/** What ssh says, in pieces: its log at level DEBUG2, and between it what a person would read. */
class Said {
  #text = '';
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  push(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString('latin1')).slice(-20_000);
    this.#isOpen ||= /channel 0: open confirm/.test(this.#text);
  }

  failure(via: Via, end: FarEnd): Error {
    const lines = this.#text
      .split(/\r?\n/)
      .filter((line) => line !== '' && !/^(?:debug\d:|OpenSSH_|Authenticated to|Pseudo-terminal)/.test(line));
    const refusal = lines.map((line) => /open failed: connect failed: (.*)$/.exec(line)?.[1]).find((reason) => reason !== undefined);
    if (refusal !== undefined) return Object.assign(new Error(refusal), { code: codeOf(refusal) });
    if (this.#isOpen) return new Error(lines.at(-1) ?? `the connection through ${hostOf(via)} ended`);
    return notThrough(via, end, lines.slice(-3).join('; ') || 'ssh ended without a word');
  }
}

const codeOf = (refusal: string): string => codes.find(([pattern]) => pattern.test(refusal))?.[1] ?? refusal;
const codes: readonly (readonly [RegExp, string])[] = [
  [/refused/i, 'ECONNREFUSED'],
  [/timed out/i, 'ETIMEDOUT'],
  [/no route|unreachable/i, 'EHOSTUNREACH'],
  [/not known|resolve/i, 'ENOTFOUND'],
];

const notThrough = (via: Via, { host, port }: FarEnd, why: string): HilError =>
  new HilError('lab', `the jump host ${hostOf(via)} lets nobody through to ${host}:${port}: ${why}`, {
    remedy: `try it by hand: ssh -o BatchMode=yes -W ${host}:${port} ${hostOf(via)}; it needs a key or an agent, a known host key, and AllowTcpForwarding`,
  });
