import type { Command } from 'just-bash';

export type Context = Parameters<Command['execute']>[1];
export type Result = Awaited<ReturnType<Command['execute']>>;

/** A program of the system; host code, so the shell library trusts it. */
export const command = (name: string, run: (args: string[], context: Context) => Result | Promise<Result>): Command => ({
  name,
  execute: async (args, context) => run(args, context),
});

export const output = (stdout = '', exitCode = 0): Result => ({ stdout, stderr: '', exitCode });
export const failure = (stderr: string, exitCode = 1): Result => ({ stdout: '', stderr, exitCode });
/** Bytes as they are, not as UTF-8 text. */
export const binary = (bytes: Uint8Array, exitCode = 0): Result => ({
  stdout: Buffer.from(bytes).toString('latin1'),
  stdoutKind: 'bytes',
  stderr: '',
  exitCode,
});
