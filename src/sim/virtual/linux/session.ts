import type { LinuxFs } from './linux-fs.ts';
import type { RunningLinux } from './running-linux.ts';
import type { SessionInput } from './session-input.ts';

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
  readonly jobs: Set<Promise<unknown>>;
}
