import { HostKeyError, LoginError } from '../../core/errors.ts';
import { passwordWords } from '../../core/password-words.ts';
import type { KnownHosts } from './host-keys.ts';
import type { SshTarget } from './ssh-connection.ts';

/** What sshd said to a person, and asked for. */
export interface SshSaid {
  banner: string;
  readonly prompts: string[];
}

/** pam_nologin while systemd is still starting up: not a wrong password. */
export class NotYet extends Error {}

export const notYetSaid = ({ banner }: SshSaid): boolean => /booting up|not permitted to log in yet|shutting down/i.test(banner);

export const notLetIn = (target: SshTarget, said: SshSaid, cause: unknown): LoginError => {
  const { host, port, user, password, keyFile, agent } = target;
  const banner = said.banner.trim() === '' ? [] : [`ssh: ${said.banner.trim()}`];
  const factor = said.prompts.find((prompt) => !new RegExp(passwordWords, 'i').test(prompt));
  if (factor !== undefined) {
    return new LoginError(`${host}:${port} asks '${user}' for a second factor ('${factor}'), which nobody can give in a run`, {
      cause,
      evidence: banner,
      remedy: `let a key alone be enough for this user (in sshd_config: Match User ${user}, AuthenticationMethods publickey), or use another user`,
    });
  }
  const offered =
    [password && !agent ? 'password' : '', keyFile ? `key ${keyFile}` : '', agent ? 'keys of the agent' : '']
      .filter(Boolean)
      .join(' and ') || 'login without a password';
  const alsoPassword =
    !password && said.prompts.length > 0 ? ["sshd also asks for a password ('AuthenticationMethods' may want both)"] : [];
  return new LoginError(`${host}:${port} refuses the ${offered} of '${user}'`, {
    cause,
    evidence: [...banner, ...alsoPassword],
    remedy: 'check user, password and keyFile in the lab file; Torizon OS asks for a new password at the first login after flashing',
  });
};

/** An sshd that was made so strict that no later attempt can do better; undefined for any other failure. */
export const nothingInCommon = ({ host, port }: SshTarget, cause: unknown): LoginError | undefined => {
  const [, lacks] = (cause instanceof Error && /Handshake failed: (no matching .*)/.exec(cause.message)) || [];
  if (lacks === undefined) return undefined;
  return new LoginError(`${host}:${port} and this program have no way of SSH in common: ${lacks}`, {
    cause,
    remedy:
      'let sshd of the board offer one that is widely known, in sshd_config: KexAlgorithms +curve25519-sha256, Ciphers +aes128-ctr, MACs +hmac-sha2-256, HostKeyAlgorithms +rsa-sha2-512',
  });
};

export const keyChanged = ({ host, port, hostKey }: SshTarget, expected: string, seen: string, { board }: KnownHosts): HostKeyError =>
  new HostKeyError(
    `the host key of ${host}:${port} is ${seen}, not ${expected} as ${hostKey ? 'the lab file says' : 'at the last connection'}`,
    {
      evidence: [`expected ${expected}`, `got ${seen}`],
      remedy: hostKey
        ? `after a reflash the board has a new key: put ${seen} into the lab file; otherwise find out who answers at this address`
        : `after a reflash the board has a new key: hil trust ${board} shows both and takes the new one; otherwise find out who answers at this address`,
    },
  );
