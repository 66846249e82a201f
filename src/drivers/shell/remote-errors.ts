import { CommandError, ConnectionLostError, HilError, LoginError } from '../../core/errors.ts';
import { redact } from '../../core/secret.ts';
import type { Output, ShellVia } from '../../core/shell.ts';

/** What to do where a system insists on another password and the lab file has none for it. */
export const noNewPassword =
  "give `password` (the one to choose) and `factoryPassword` (that of a fresh system, such as 'torizon') in the lab file, or log in once by hand: Torizon OS asks after every flashing";

export const commandFailed = (via: ShellVia, command: string, { exitCode, stdout, stderr, leftOutBytes }: Output): CommandError =>
  new CommandError(`'${firstLine(command)}' ended with exit status ${exitCode} on the board`, exitCode, stderr, {
    evidence: lastLines(via, stdout, stderr),
    leftOutBytes,
  });

export const commandTooLate = (via: ShellVia, command: string, timeout: string, { stdout, stderr, leftOutBytes }: Output): CommandError =>
  new CommandError(`'${firstLine(command)}' did not end within ${timeout} and was killed`, -1, stderr, {
    evidence: lastLines(via, stdout, stderr),
    leftOutBytes,
    remedy: 'give it a longer timeout, or find out what it waits for',
  });

export const outputHeldOpen = (via: ShellVia, command: string, timeout: string, { exitCode, stdout, stderr }: Output): HilError =>
  new HilError(
    'suite',
    `'${firstLine(command)}' ended with exit status ${exitCode}, and something that it left running held its output open for ${timeout}`,
    {
      evidence: lastLines(via, stdout, stderr),
      remedy: 'redirect the output of what shall go on, as in `my-daemon >/dev/null 2>&1 &`; it was killed',
    },
  );

export const boardSilent = (via: ShellVia, command: string, timeout: string, { stdout, stderr }: Output): ConnectionLostError =>
  new ConnectionLostError(`'${firstLine(command)}' did not end within ${timeout}, and the board answers nothing else either`, {
    evidence: lastLines(via, stdout, stderr),
    remedy: 'the console shows whether the board reset, froze or lost its network',
  });

export const sudoRefused = (via: ShellVia, user: string, refusal: string): LoginError =>
  new LoginError(`sudo on the board does not let '${user}' become root`, {
    evidence: [`${via}: ${redact(refusal)}`],
    remedy: 'check the password in the lab file and the sudo rules of the board',
  });

export const passwordExpired = (user: string, said: string): LoginError =>
  new LoginError(`'${user}' must choose a new password before sshd runs any command`, {
    evidence: [`ssh: ${redact(said.trim())}`],
    remedy: noNewPassword,
  });

export const stillFactory = (user: string): LoginError =>
  new LoginError(`'${user}' still has the password of a fresh system, and the system does not ask for another one`, {
    remedy: 'change it by hand with passwd to the one of the lab file, or make it the `password` of the lab file',
  });

const firstLine = (command: string): string => redact(command.split('\n')[0] ?? '');

const lastLines = (via: ShellVia, ...outputs: readonly string[]): string[] =>
  outputs.flatMap((output) => output.split('\n').filter(Boolean).slice(-5)).map((line) => `${via}: ${redact(line)}`);
