import { randomUUID } from 'node:crypto';
import type { Secret } from '../../core/secret.ts';
import { type Output, shellQuote } from '../../core/shell.ts';

export interface RemoteUser {
  readonly user: string;
  readonly password?: Secret | undefined;
}

/** What goes to the shell on the other side, and what it is to read first. */
export interface RemoteCommand {
  readonly line: string;
  readonly input: string;
  /** Ends every process of this command, wherever it hid. */
  readonly kill: string;
}

// sshd leaves a command without a terminal alive when its channel closes, so it must be found again: by its environment, which its children
// inherit, or by its command line. The mark is put together there, so that the killer does not find itself.
const markName = 'HIL_COMMAND';

// Who logs in may have zsh, which splits no words of a variable and refuses a pattern that fits no file, until it is told to do as sh. Others pass over this.
const asSh = `[ -n "\${ZSH_VERSION-}" ] && emulate sh`;

export const remoteCommand = (command: string, { user, password }: RemoteUser, asRoot = false): RemoteCommand => {
  const mark = randomUUID();
  const marked = `${asSh}; export ${markName}=${mark}; ${command}`;
  const killer = `${asSh}; a=${mark.slice(0, 18)}; b=${mark.slice(18)}; for p in /proc/[0-9]*; do if grep -q "$a$b" "$p/environ" "$p/cmdline" 2>/dev/null; then kill -9 "\${p#/proc/}" 2>/dev/null; fi; done; true`;
  if (!asRoot || user === 'root') return { line: marked, input: '', kill: killer };
  const elevated = (inner: string): string => throughSudo(inner, password !== undefined);
  return { line: elevated(marked), input: password ? `${password.reveal()}\n` : '', kill: elevated(killer) };
};

/** Where sudo needs no password it leaves the line unread, so the command must not get hold of it. */
export const throughSudo = (command: string, withPassword: boolean): string =>
  `sudo ${withPassword ? "-S -p ''" : '-n'} -- sh -c ${shellQuote(`exec </dev/null; ${command}`)}`;

/** Why sudo did not let us: undefined when it did. */
export const sudoRefusal = (stderr: string): string | undefined =>
  /^sudo: .*(?:incorrect password|no password was provided|account or password is expired|account validation failure|password is required|a terminal is required).*$|^.*(?:is not in the sudoers file|is not allowed to (?:execute|run)).*$/im.exec(
    stderr,
  )?.[0];

/** Whether a command that should run as root may never have begun: a sudo that refuses says why on stderr, in the language of the board, and ends with 1. */
export const mayBeRefused = ({ exitCode, stdout, stderr }: Pick<Output, 'exitCode' | 'stdout' | 'stderr'>): boolean =>
  exitCode === 1 && stdout === '' && stderr !== '';

// What a sudo that lets us through ends with, and no sudo that does not.
export const letThrough = 42;

/** Whether sudo lets us through, whatever language it speaks. */
export const sudoQuestion = ({ user, password }: RemoteUser): RemoteCommand | undefined =>
  user === 'root'
    ? undefined
    : { line: throughSudo(`exit ${letThrough}`, password !== undefined), input: password ? `${password.reveal()}\n` : '', kill: '' };

/** What sshd says in place of the command while the password of the login has expired; undefined when it did not. */
export const passwordExpiry = (stderr: string): string | undefined =>
  /^.*(?:Password change required but no TTY available|Your password has expired|You must change your password now|required to change your password).*$/im.exec(
    stderr,
  )?.[0];
