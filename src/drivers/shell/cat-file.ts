import { CommandError } from '../../core/errors.ts';
import { shellQuote } from '../../core/shell.ts';

/** Runs a command with bytes as its standard input; resolves with the bytes that it printed. */
export type Pipe = (
  command: string,
  input: Uint8Array,
  signal: AbortSignal,
) => Promise<{ readonly exitCode: number; readonly stdout: Uint8Array; readonly stderr: string }>;

/** For systems whose sshd has no sftp-server, such as those with dropbear alone. */
export const writeByCat = async (pipe: Pipe, path: string, content: Uint8Array, signal: AbortSignal): Promise<void> => {
  const { exitCode, stderr } = await pipe(`umask 077 && cat > ${shellQuote(path)}`, content, signal);
  if (exitCode !== 0) throw refused(`cannot write ${path} on the board`, exitCode, stderr);
};

export const readByCat = async (pipe: Pipe, path: string, signal: AbortSignal): Promise<Uint8Array> => {
  const { exitCode, stdout, stderr } = await pipe(`cat < ${shellQuote(path)}`, new Uint8Array(), signal);
  if (exitCode !== 0) throw refused(`cannot read ${path} on the board`, exitCode, stderr);
  return stdout;
};

const refused = (what: string, exitCode: number, stderr: string): CommandError =>
  new CommandError(`${what}: ${stderr.trim().split('\n').at(-1) || `exit status ${exitCode}`}`, exitCode, stderr, {
    remedy: 'check the path, its owner and the free space; asRoot writes where the login may not',
  });
