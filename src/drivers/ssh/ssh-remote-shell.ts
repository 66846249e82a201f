import pLimit, { type LimitFunction } from 'p-limit';
import type { Client } from 'ssh2';
import { LineSplitter, TextPieces } from '../../console/line-splitter.ts';
import { ConnectionLostError } from '../../core/errors.ts';
import type { Output, RemoteShell, RunOptions, StreamOptions } from '../../core/shell.ts';
import { anySignal, type Clock, toMs } from '../../core/time.ts';
import { BoundedOutput, leftOut } from '../shell/bounded-output.ts';
import type { Pipe } from '../shell/cat-file.ts';
import { OutputFile } from '../shell/output-file.ts';
import {
  letThrough,
  mayBeRefused,
  passwordExpiry,
  type RemoteCommand,
  remoteCommand,
  sudoQuestion,
  sudoRefusal,
} from '../shell/remote-command.ts';
import { boardSilent, commandFailed, commandTooLate, outputHeldOpen, passwordExpired, sudoRefused } from '../shell/remote-errors.ts';
import { type FileLink, getFile, type PutOptions, putFile } from '../shell/remote-file.ts';
import type { SshTarget } from './ssh-connection.ts';
import { type ExecRequest, execOver } from './ssh-exec.ts';

// sshd allows 10 sessions on a connection (MaxSessions); a file transfer takes two.
const maxChannels = 8;
// dropbear 2022.83 takes a channel that has no command yet for one that is done with whenever the command of another ends, and may leave the connection over it.
const isDropbear = (client: Client & { readonly _remoteVer?: string }): boolean => /^dropbear/i.test(client._remoteVer ?? '');
const defaultTimeout = '30s';
// Wall time: ending a command is a last courtesy.
const killWithinMs = 5000;

/** Commands and files over one SSH connection. */
export class SshRemoteShell implements RemoteShell {
  readonly via = 'ssh';
  readonly closed: Promise<Error | undefined>;
  readonly #client: Client;
  readonly #target: SshTarget;
  readonly #clock: Clock;
  readonly #limit: LimitFunction;
  readonly #streamLimit: LimitFunction;
  readonly #down = new AbortController();
  #disposed = false;

  constructor(client: Client, target: SshTarget, clock: Clock) {
    this.#client = client;
    this.#target = target;
    this.#clock = clock;
    this.#limit = pLimit(isDropbear(client) ? 1 : maxChannels);
    // What goes on for long must not keep the one channel.
    this.#streamLimit = isDropbear(client) ? pLimit(maxChannels) : this.#limit;
    this.closed = this.#untilClosed();
  }

  run(command: string, options: RunOptions = {}): Promise<Output> {
    return this.#limit(() => this.#run(command, options));
  }

  stream(command: string, onLine: (line: string) => void, options: StreamOptions = {}): Promise<void> {
    return this.#streamLimit(() => this.#stream(command, onLine, options));
  }

  put(content: Uint8Array, remotePath: string, options: PutOptions = {}): Promise<void> {
    const asRoot = options.asRoot === true && this.#target.user !== 'root';
    return this.#limit(() => putFile(this.#files, content, remotePath, { ...options, asRoot }));
  }

  get(remotePath: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return this.#limit(() => getFile(this.#files, remotePath, signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#client.end();
    // A board without power never says goodbye.
    this.#client.destroy();
    await this.closed;
  }

  async #run(command: string, options: RunOptions): Promise<Output> {
    if (options.toFile === undefined) return this.#runInto(undefined, command, options);
    const file = await OutputFile.open(options.toFile);
    try {
      return await this.#runInto(file, command, options);
    } finally {
      await file.close();
    }
  }

  async #runInto(file: OutputFile | undefined, command: string, options: RunOptions): Promise<Output> {
    const { timeout = defaultTimeout, reject = true, asRoot, maxBytes, signal } = options;
    const startedAt = this.#clock.now();
    const [stdout, stderr] = [new BoundedOutput(maxBytes), new BoundedOutput(maxBytes)];
    const output = (exitCode: number): Output => ({
      exitCode,
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      durationMs: this.#clock.now() - startedAt,
      ...leftOut(stdout.leftOut + stderr.leftOut),
    });
    const remote = remoteCommand(command, this.#target, asRoot);
    using overdue = this.#clock.overdue(toMs(timeout));
    let exited: number | undefined;
    const onExit = (status: number): void => {
      exited = status;
    };
    const sinks = { file, onExit, onStdout: (chunk: Buffer) => stdout.push(chunk), onStderr: (chunk: Buffer) => stderr.push(chunk) };
    try {
      const result = output(await this.#exec(remote, { ...sinks, signal: anySignal(this.#down.signal, overdue, signal) }));
      await this.#checkLogin(asRoot, result, anySignal(this.#down.signal, overdue, signal));
      if (result.exitCode !== 0 && reject) throw commandFailed('ssh', command, result);
      return result;
    } catch (cause) {
      const cutShort = !this.#down.signal.aborted && (overdue.aborted || signal?.aborted);
      if (!cutShort || cause !== (signal?.aborted ? signal.reason : overdue.reason)) throw cause;
      const before = exited;
      const killed = await this.#kill(remote);
      if (signal?.aborted) throw cause;
      if (before !== undefined) throw outputHeldOpen('ssh', command, timeout, output(before));
      throw (killed ? commandTooLate : boardSilent)('ssh', command, timeout, output(-1));
    }
  }

  async #stream(command: string, onLine: (line: string) => void, { asRoot, signal, asItComes = false }: StreamOptions): Promise<void> {
    const remote = remoteCommand(command, this.#target, asRoot);
    const lines = asItComes ? new TextPieces(onLine) : new LineSplitter(onLine);
    const stderr: Buffer[] = [];
    const sinks = { onStdout: (chunk: Buffer) => lines.push(chunk), onStderr: (chunk: Buffer) => stderr.push(chunk) };
    try {
      const exitCode = await this.#exec(remote, { ...sinks, signal: anySignal(this.#down.signal, signal) });
      const output = { exitCode, stdout: '', stderr: Buffer.concat(stderr).toString(), durationMs: 0 };
      await this.#checkLogin(asRoot, output, anySignal(this.#down.signal, signal));
      if (exitCode !== 0) throw commandFailed('ssh', command, output);
    } finally {
      lines.end();
      if (signal?.aborted && !this.#down.signal.aborted) await this.#kill(remote);
    }
  }

  // The commands of a transfer run beside it: waiting for a free channel while holding one may wait for ever.
  get #files(): FileLink {
    return {
      // It would start a server that it seldom has, and its end is one of another command.
      client: isDropbear(this.#client) ? undefined : this.#client,
      down: this.#down.signal,
      run: (command, options = {}) => this.#run(command, options),
      pipe: (command, input, signal) => this.#pipe(command, input, signal),
    };
  }

  async #pipe(command: string, input: Uint8Array, signal: AbortSignal): ReturnType<Pipe> {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    const sinks = { onStdout: (chunk: Buffer) => void stdout.push(chunk), onStderr: (chunk: Buffer) => void stderr.push(chunk) };
    const exitCode = await execOver(this.#client, { command, input, ...sinks, signal });
    return { exitCode, stdout: Uint8Array.from(Buffer.concat(stdout)), stderr: Buffer.concat(stderr).toString() };
  }

  #exec({ line, input }: RemoteCommand, sinks: Omit<ExecRequest, 'command' | 'input'>): Promise<number> {
    return execOver(this.#client, { command: line, input, ...sinks });
  }

  async #kill({ kill, input }: RemoteCommand): Promise<boolean> {
    const ignore = (): void => {};
    const signal = anySignal(AbortSignal.timeout(killWithinMs), this.#down.signal);
    return execOver(this.#client, { command: kill, input, onStdout: ignore, onStderr: ignore, signal }).then(
      () => true,
      () => false,
    );
  }

  async #checkLogin(asRoot: boolean | undefined, output: Output, signal: AbortSignal): Promise<void> {
    const { exitCode, stdout, stderr } = output;
    const expiry = exitCode !== 0 && stdout === '' ? passwordExpiry(stderr) : undefined;
    if (expiry !== undefined) throw passwordExpired(this.#target.user, expiry);
    const refusal = asRoot && exitCode !== 0 ? (sudoRefusal(stderr) ?? (await this.#refusedByAsking(output, signal))) : undefined;
    if (refusal !== undefined) throw sudoRefused('ssh', this.#target.user, refusal);
  }

  // Sudo speaks the language of the board, and there are others than Todd Miller's: what it does is asked, where its words tell nothing.
  async #refusedByAsking(output: Output, signal: AbortSignal): Promise<string | undefined> {
    const question = mayBeRefused(output) ? sudoQuestion(this.#target) : undefined;
    if (!question) return undefined;
    const ignore = (): void => {};
    const status = await this.#exec(question, { onStdout: ignore, onStderr: ignore, signal });
    return status === letThrough ? undefined : output.stderr.trim().split('\n').at(-1);
  }

  #untilClosed(): Promise<Error | undefined> {
    const { host, port } = this.#target;
    return new Promise((resolve) => {
      let failure: Error | undefined;
      this.#client.on('error', (error) => {
        failure ??= error;
      });
      this.#client.on('close', () => {
        const lost = new ConnectionLostError(
          `the SSH link to ${host}:${port} ${this.#disposed ? 'is closed' : `broke: ${failure?.message ?? 'the board closed it'}`}`,
          {
            ...(failure ? { cause: failure } : {}),
            remedy: 'the console shows whether the board reset, froze or lost its network',
          },
        );
        this.#down.abort(lost);
        resolve(this.#disposed ? undefined : lost);
      });
    });
  }
}
