import type { ShellJobs } from './jobs.ts';
import type { LinuxFs } from './linux-fs.ts';
import type { RunningLinux } from './running-linux.ts';
import type { SessionInput } from './session-input.ts';

/** What standard output is redirected to. */
export interface Sink {
  /** Of a regular file. */
  readonly path: string | undefined;
  /** False where parts of a larger command are written, each at its end. */
  readonly isWhole: boolean;
}

/** One run of a script: who runs it, and where its streams lead. */
export interface Session {
  readonly linux: RunningLinux;
  readonly fs: LinuxFs;
  readonly uid: number;
  readonly user: string;
  readonly input: SessionInput;
  /** Straight to the client, for what cannot wait for the end of the script. */
  readonly stdout: (bytes: Uint8Array) => void;
  readonly stderr: (text: string) => void;
  /** Asks on the terminal without echo; undefined where there is no terminal. */
  readonly askPassword?: (prompt: string) => Promise<string>;
  /** Aborts when the client is gone, on Ctrl-C, or when `timeout` strikes. */
  readonly signal: AbortSignal;
  /** Of the `timeout` commands around what runs now. */
  readonly deadlines: AbortSignal[];
  readonly jobs: ShellJobs;
  /** True where a job outlives what started it, as in a shell on a terminal, and nobody waits for it. */
  readonly keepsJobs?: boolean;
  /** Where the output of what runs now goes as it comes, innermost last. */
  readonly sinks: Sink[];
}
