import type { ServerChannel, Session as SshSession } from 'ssh2';
import { ShellJobs } from './jobs.ts';
import type { Linux } from './linux.ts';
import { PasswordChange } from './password-change.ts';
import { SessionInput } from './session-input.ts';
import { serveSftp } from './sftp.ts';
import { stdinDemand } from './stdin-demand.ts';
import { TerminalLine } from './terminal-line.ts';
import { TerminalShell } from './terminal-shell.ts';
import { runScript } from './userland.ts';

export interface SshUser {
  readonly linux: Linux;
  readonly user: string;
  /** Aborts with the connection. */
  readonly signal: AbortSignal;
}

/** One session channel: a command, a shell, or files. */
export const serveSession = (session: SshSession, who: SshUser): void => {
  let hasPty = false;
  const stop = new AbortController();
  session.on('pty', (accept) => {
    hasPty = true;
    accept?.();
  });
  session.on('env', (accept) => accept?.());
  session.on('window-change', (accept) => accept?.());
  session.on('signal', (accept) => {
    stop.abort();
    accept?.();
  });
  session.on('exec', (accept, _reject, { command }) => {
    if (who.linux.account.mustChange) changePassword(accept(), who, hasPty);
    else void execute(accept(), command, who, stop, hasPty);
  });
  session.on('shell', (accept) => (who.linux.account.mustChange ? changePassword(accept(), who, hasPty) : interact(accept(), who)));
  session.on('sftp', (accept) => serveSftp(accept(), who.linux.fsFor(uidOf(who.user))));
};

const uidOf = (user: string): number => (user === 'root' ? 0 : 1000);

const execute = async (
  channel: ServerChannel,
  command: string,
  { linux, user, signal }: SshUser,
  stop: AbortController,
  hasPty: boolean,
): Promise<void> => {
  if (linux.passwordHasExpired) return refused(channel);
  const input = new SessionInput();
  channel.on('data', (bytes: Buffer) => input.push(bytes));
  channel.on('end', () => input.end());
  channel.on('close', () => stop.abort());
  channel.on('error', () => stop.abort());
  const over = AbortSignal.any([stop.signal, signal]);
  // On a terminal everything is one stream, with carriage returns.
  const write = (bytes: Uint8Array, error: boolean): void => {
    if (!channel.writable || bytes.length === 0) return;
    if (hasPty) channel.write(Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
    else (error ? channel.stderr : channel).write(bytes);
  };
  const stdin = stdinDemand(command) === 'everything' && !/\bsudo\b[^|;&]*\s-\w*S/.test(command) ? await input.all(over) : undefined;
  const result = await runScript(
    {
      linux,
      fs: linux.fsFor(uidOf(user)),
      uid: uidOf(user),
      user,
      input,
      stdout: (bytes) => write(bytes, false),
      stderr: (text) => write(Buffer.from(text), true),
      signal: over,
      deadlines: [],
      jobs: new ShellJobs(),
      sinks: [],
    },
    command,
    stdin ? { stdin } : {},
  );
  write(result.stdout, false);
  write(Buffer.from(result.stderr), true);
  if (!channel.writable) return;
  channel.exit(result.exitCode);
  channel.end();
};

// sshd, where PAM asks for another password and nobody can type one.
const refused = (channel: ServerChannel): void => {
  channel.stderr.write('WARNING: Your password has expired.\nPassword change required but no TTY available.\n');
  channel.exit(1);
  channel.end();
};

// sshd runs passwd in place of what was asked, and ends the session after it.
const changePassword = (channel: ServerChannel, { linux, user }: SshUser, hasPty: boolean): void => {
  if (!hasPty) {
    refused(channel);
    return;
  }
  channel.write('WARNING: Your password has expired.\r\nYou must change your password now and login again!\r\n');
  channel.write(`Changing password for ${user}.\r\n`);
  const line = new TerminalLine({ echo: () => {}, onLine: (text) => change.entered(text), onInterrupt: () => end(1), onEnd: () => end(1) });
  const end = (status: number): void => {
    channel.exit(status);
    channel.end();
  };
  const change = new PasswordChange(
    linux.account,
    (text) => channel.write(text),
    (changed) => {
      if (changed) channel.write('passwd: password updated successfully\r\n');
      end(changed ? 0 : 1);
    },
  );
  channel.on('data', (bytes: Buffer) => line.type(bytes));
  channel.on('error', () => {});
};

const interact = (channel: ServerChannel, { linux, user, signal }: SshUser): void => {
  let shell: TerminalShell | undefined;
  const line = new TerminalLine({
    echo: (text) => channel.write(text),
    onLine: (text) => shell?.run(text),
    onInterrupt: () => shell?.interrupt(),
    onEnd: () => shell?.run('exit'),
  });
  shell = new TerminalShell(linux, {
    user,
    write: (data) => {
      if (channel.writable) channel.write(data);
    },
    onExit: () => {
      channel.exit(0);
      channel.end();
    },
    onEchoChange: (echoes) => {
      line.echoes = echoes;
    },
  });
  channel.on('data', (bytes: Buffer) => (shell?.isBusy ? shell.type(bytes) : line.type(bytes)));
  channel.on('close', () => shell?.hangUp());
  channel.on('error', () => shell?.hangUp());
  signal.addEventListener('abort', () => shell?.hangUp(), { once: true });
  shell.greet();
};
