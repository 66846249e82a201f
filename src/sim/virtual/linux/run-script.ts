import type { Session } from './session.ts';

export interface ScriptOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  /** `sh`, `bash` or `-bash`: how the shell names itself in its complaints. */
  readonly shellName?: string;
}

export interface ScriptResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How commands that run others (sudo, timeout, jobs) do it: the whole user land, which is made of such commands. */
export type RunScript = (session: Session, script: string, options?: ScriptOptions) => Promise<ScriptResult>;
