import type { Duration } from './time.ts';

export interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Board time. */
  readonly durationMs: number;
  /**
   * Bytes of both streams that were too many and are left out in the middle, where `[… bytes left out]` stands; absent when nothing is. A scenario
   * that reads a text from which bytes are left out, and never this number, is an error of the suite.
   */
  readonly leftOutBytes?: number;
}

export type ShellVia = 'ssh' | 'serial' | 'u-boot';

export interface RunOptions {
  /** Board time; 30 s by default. Past it ConnectionLostError or CommandError, and the remote command is killed where that can be done. */
  readonly timeout?: Duration;
  /** False: a non-zero exit status is an answer, not an error. */
  readonly reject?: boolean;
  /** Through sudo with the login password where the login is not root. */
  readonly asRoot?: boolean;
  /** How much of each stream is kept, in bytes; 1 MiB by default. What is more is read and left out. */
  readonly maxBytes?: number;
  /** A file of this host, relative to the working directory, that standard output goes to whole, as it comes over SSH, and checked over a serial console. */
  readonly toFile?: string;
  readonly signal?: AbortSignal;
}

export interface Shell extends AsyncDisposable {
  readonly via: ShellVia;
  /** Throws CommandError on a non-zero exit status unless `reject` is false, ConnectionLostError when the other side stops answering. */
  run(command: string, options?: RunOptions): Promise<Output>;
}

export interface StreamOptions {
  readonly asRoot?: boolean;
  readonly signal?: AbortSignal;
  /** Text is handed over as it comes, with its line endings and wherever it was cut, not line by line. */
  readonly asItComes?: boolean;
}

/** A shell over a network link, with files and long-running commands. */
export interface RemoteShell extends Shell {
  readonly via: 'ssh';
  /** Writes a file of the given content, creating parent folders. The bytes are read back and compared by SHA-256. */
  put(
    content: Uint8Array,
    remotePath: string,
    options?: { readonly mode?: number; readonly asRoot?: boolean; readonly signal?: AbortSignal },
  ): Promise<void>;
  get(remotePath: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array>;
  /** Runs a command until it ends, the link breaks or the signal aborts, handing over each line of its output as it comes. */
  stream(command: string, onLine: (line: string) => void, options?: StreamOptions): Promise<void>;
  /** Settles, never rejects, when the link is gone: the reason, or undefined after disposal. */
  readonly closed: Promise<Error | undefined>;
}

/** By which key a board's sshd is known. Fingerprints are as `ssh-keygen -lf` prints them: 'SHA256:…'. */
export interface HostKeys {
  /** True where the lab file says it: then nothing here changes it. */
  readonly isFixed: boolean;
  /** Undefined until the first `keep`, and after `forget`. */
  pinned(): Promise<string | undefined>;
  /** What sshd shows now, without a login. Rejects where nobody answers. */
  presented(signal: AbortSignal): Promise<string>;
  trust(fingerprint: string): Promise<void>;
  /** Whoever answered has proven to be the board: from now on nothing but the key that it showed at the first connection is let in. */
  keep(): Promise<void>;
  /** For whoever has just flashed the board: it makes new keys at its first boot, and the next one is trusted again. */
  forget(): Promise<void>;
}

/** Where a board's sshd answers once it runs. */
export interface RemoteHost extends AsyncDisposable {
  readonly hostKeys?: HostKeys;
  /** Tries until sshd lets us in or `within` (board time) is over. Throws ConnectionLostError, LoginError or HostKeyError; the latter two at once. */
  connect(options: { readonly within: Duration; readonly signal?: AbortSignal }): Promise<RemoteShell>;
}

/** One word for a POSIX shell, whatever bytes it holds. */
export const shellQuote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
