import { createHash } from 'node:crypto';
import { CommandError, ConnectionLostError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { Output, RemoteHost, RemoteShell, RunOptions } from '../../core/shell.ts';
import { anySignal, type Duration, monotonicMs, untilAborted } from '../../core/time.ts';
import { followKernelLog, type KernelLogPlace } from './kernel-log.ts';

export interface LinuxLinkOptions {
  readonly host: RemoteHost;
  readonly emit: (event: EventBody) => void;
  readonly onKmsg: (line: string) => void;
}

type Admission = (shell: RemoteShell, signal: AbortSignal) => Promise<void>;

const admissions = 3;

/** The one SSH connection to a running Linux: opened when first needed, followed by the kernel log, gone with the power. */
export class LinuxLink implements AsyncDisposable {
  readonly #options: LinuxLinkOptions;
  #current: { readonly shell: RemoteShell; readonly following: AbortController } | undefined;
  #opening: Promise<unknown> = Promise.resolve();
  #wasUp = false;
  readonly #place: KernelLogPlace = {};
  #unheardAt: number | undefined;
  #admit: Admission | undefined;
  /** Aborts when nobody wants the connection any more: an attempt that is under way would keep the process alive. */
  readonly #over = new AbortController();
  constructor(options: LinuxLinkOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#current !== undefined;
  }

  /** The connection, where there is one. */
  get open(): RemoteShell | undefined {
    return this.#current?.shell;
  }

  /** Of the Linux whose kernel log is followed, or was followed last; undefined where it did not tell. */
  get bootId(): string | undefined {
    return this.#place.boot;
  }

  /** Host monotonic milliseconds at which the kernel log was last found to have a gap, or could not be followed. */
  get unheardAt(): number | undefined {
    return this.#unheardAt;
  }

  /** `admit` is asked before a new connection is used, and throws what shall keep it from being used. */
  admitBy(admit: Admission): void {
    this.#admit = admit;
  }

  /** Whether somebody was ever let in. */
  get wasUp(): boolean {
    return this.#wasUp;
  }

  /** Throws what RemoteHost.connect throws, and what `admit` does. */
  async shell(within: Duration, signal: AbortSignal): Promise<RemoteShell> {
    if (this.#current) return this.#current.shell;
    const opened = this.#opening.then(() => this.#current?.shell ?? this.#open(within, signal));
    this.#opening = opened.catch(() => {});
    return untilAborted(opened, signal);
  }

  async #open(within: Duration, signal: AbortSignal): Promise<RemoteShell> {
    const wanted = anySignal(signal, this.#over.signal);
    wanted.throwIfAborted();
    const shell = await this.#admitted(within, wanted);
    this.#wasUp = true;
    const following = new AbortController();
    const current = { shell: journaled(shell, this.#options.emit), following };
    this.#current = current;
    void shell.closed.then((_why) => {
      following.abort();
      if (this.#current === current) this.#current = undefined;
    });
    this.#follow(shell, following.signal);
    return current.shell;
  }

  // While a system is still coming up its network may go once more.
  async #admitted(within: Duration, signal: AbortSignal): Promise<RemoteShell> {
    const { host } = this.#options;
    const known = await host.hostKeys?.pinned();
    for (let attempt = 1; ; attempt++) {
      const shell = await host.connect({ within, signal });
      try {
        await this.#admit?.(shell, signal);
        await host.hostKeys?.keep();
        return shell;
      } catch (cause) {
        await shell[Symbol.asyncDispose]();
        // That of another board, as a rule: the right address would be refused for it.
        if (known === undefined) await host.hostKeys?.forget();
        if (signal.aborted || attempt === admissions || !(cause instanceof ConnectionLostError)) throw cause;
      }
    }
  }

  /** Forgets the connection without asking the other side, which may be without power. */
  async drop(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    current?.following.abort();
    await current?.shell[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new ConnectionLostError('the connection was closed'));
    await this.drop();
    await this.#options.host[Symbol.asyncDispose]();
  }

  #follow(shell: RemoteShell, signal: AbortSignal): void {
    const { emit, onKmsg } = this.#options;
    const onUnwatched = (reason: string): void => {
      this.#unheardAt = monotonicMs();
      emit({ type: 'channel.unwatched', channel: 'kmsg', reason });
    };
    const options = {
      place: this.#place,
      onLine: onKmsg,
      onGap: (count: number) => onUnwatched(`${count} records were overwritten before they could be read`),
      onUnwatched,
    };
    void followKernelLog(shell, options, signal);
  }
}

const journaled = (shell: RemoteShell, emit: LinuxLinkOptions['emit']): RemoteShell => ({
  via: shell.via,
  closed: shell.closed,
  async run(command: string, options?: RunOptions): Promise<Output> {
    const output = await shell.run(command, { ...options, reject: false });
    emit({ type: 'command.finished', via: 'ssh', command, output });
    if (options?.reject === false || output.exitCode === 0) return output;
    throw failed(command, output);
  },
  async put(content, remotePath, options) {
    await shell.put(content, remotePath, options);
    emit({ type: 'file.written', path: remotePath, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') });
  },
  get: (remotePath, options) => shell.get(remotePath, options),
  stream: (command, onLine, options) => shell.stream(command, onLine, options),
  [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
});

const failed = (command: string, { exitCode, stdout, stderr, leftOutBytes }: Output): CommandError =>
  new CommandError(`'${command.split('\n')[0]}' ended with exit status ${exitCode} on the board`, exitCode, stderr, {
    evidence: [...stdout.split('\n').slice(-5), ...stderr.split('\n').slice(-5)].filter(Boolean).map((line) => `ssh: ${line}`),
    leftOutBytes,
  });
