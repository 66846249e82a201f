import type { Client, ClientChannel } from 'ssh2';
import { LoginError } from '../../core/errors.ts';
import { redact, revealed, type Secret } from '../../core/secret.ts';
import { passwordExpiry } from '../shell/remote-command.ts';
import { stillFactory } from '../shell/remote-errors.ts';
import type { SshTarget } from './ssh-connection.ts';

export interface FirstLoginOptions {
  readonly open: (target: SshTarget) => Promise<Client>;
  /** With the password to choose. */
  readonly target: SshTarget;
  readonly factoryPassword: string | Secret;
  readonly signal: AbortSignal;
}

/** A connection to a system that may be a freshly installed one: it then gets the password of the target at its first login. Throws LoginError. */
export const openAfterFirstLogin = async (options: FirstLoginOptions): Promise<Client> => {
  const { open, target } = options;
  let refusal: LoginError | undefined;
  try {
    const client = await open(target);
    if (passwordExpiry(await resultOf(client)) === undefined) return client;
    client.end();
  } catch (cause) {
    if (!(cause instanceof LoginError)) throw cause;
    refusal = cause;
  }
  await firstLogin(options, refusal);
  return open(target);
};

const firstLogin = async ({ open, target, factoryPassword, signal }: FirstLoginOptions, refusal: LoginError | undefined): Promise<void> => {
  const client = await open({ ...target, factoryPassword }).catch((cause: unknown) => {
    if (!(cause instanceof LoginError)) throw cause;
    throw new LoginError(`${refusal?.message ?? cause.message}, and that of a fresh system`, {
      cause,
      evidence: [...(refusal?.evidence ?? []), ...cause.evidence],
      remedy: 'check user, password and factoryPassword in the lab file',
    });
  });
  const abort = (): void => void client.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const said = await resultOf(client);
    if (passwordExpiry(said) !== undefined) await answerQuestions(client, target, factoryPassword);
    // PAM may have asked while it let us in.
    else if (!(await isTaken(open, target))) throw stillFactory(target.user);
  } finally {
    signal.removeEventListener('abort', abort);
    client.end();
  }
};

const isTaken = async (open: FirstLoginOptions['open'], target: SshTarget): Promise<boolean> => {
  try {
    (await open(target)).end();
    return true;
  } catch (cause) {
    if (cause instanceof LoginError) return false;
    throw cause;
  }
};

const resultOf = (client: Client): Promise<string> =>
  new Promise((resolve, reject) => {
    client.once('close', () => reject(new Error('sshd closed the connection')));
    client.exec('true', (error, channel) => {
      if (error) return reject(error);
      let said = '';
      channel.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString('utf8');
      });
      channel.on('close', () => resolve(said.trim()));
      channel.resume();
    });
  });

const questions = {
  retype: /(?:retype|re-enter|repeat|again)[^\n]*: ?$/i,
  chosen: /new[^\n]*password: ?$/i,
  current: /password: ?$/i,
} as const;

/** On a terminal sshd runs passwd in place of a shell, and ends the session after it. */
const answerQuestions = (client: Client, target: SshTarget, factoryPassword: string | Secret): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once('close', () => reject(notChanged(target, 'sshd closed the connection')));
    client.shell({ term: 'dumb' }, (error, channel) => {
      if (error) return reject(error);
      const chosen = target.password?.reveal() ?? '';
      listen(channel, target, { current: revealed(factoryPassword), chosen, retype: chosen }, resolve, reject);
    });
  });

const listen = (
  channel: ClientChannel,
  target: SshTarget,
  answers: Readonly<Record<keyof typeof questions, string>>,
  resolve: () => void,
  reject: (error: Error) => void,
): void => {
  const answered = new Set<keyof typeof questions>();
  let [heard, line] = ['', ''];
  channel.on('data', (bytes: Buffer) => {
    heard += bytes.toString('utf8');
    line += bytes.toString('utf8');
    const asked = (Object.keys(questions) as (keyof typeof questions)[]).find((name) => questions[name].test(line));
    if (asked === undefined) return;
    line = '';
    // Asked twice: the answer was not taken.
    if (answered.has(asked)) return void reject(notChanged(target, heard));
    answered.add(asked);
    channel.write(`${answers[asked]}\n`);
  });
  channel.on('close', () => (answered.has('retype') ? resolve() : reject(notChanged(target, heard))));
};

const notChanged = ({ user }: SshTarget, heard: string): LoginError =>
  new LoginError(`the new password of '${user}' was not accepted`, {
    evidence: redact(heard)
      .split(/\r?\n/)
      .filter((each) => each.trim() !== '')
      .slice(-6)
      .map((each) => `ssh: ${each.trim()}`),
    remedy: 'choose a longer one, unlike the old one',
  });
