import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { Client, type ConnectConfig } from 'ssh2';
import { ConfigError, HostKeyError, LoginError } from '../../core/errors.ts';
import { socketHost } from '../../core/host-name.ts';
import type { Secret } from '../../core/secret.ts';
import { fingerprintOf, type KnownHosts } from './host-keys.ts';

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret | undefined;
  readonly keyFile?: string | undefined;
  /** Of the key file. */
  readonly passphrase?: Secret | undefined;
  /** Pinned by the lab file; else the key the board had last time. */
  readonly hostKey?: string | undefined;
}

export interface SshAttempt {
  readonly target: SshTarget;
  readonly knownHosts: KnownHosts;
  /** Wall milliseconds between the probes of an idle link; it is dead after three without an answer. */
  readonly keepaliveMs: number;
  readonly signal: AbortSignal;
}

// Wall time. sshd on a board that has just come up takes seconds for its first key exchange.
const readyWithinMs = 20_000;

/** pam_nologin while systemd is still starting up: not a wrong password. */
class NotYet extends Error {}

/** One attempt. Throws HostKeyError, LoginError or ConfigError when another one would be in vain, anything else when it may not be. */
export const openConnection = async ({ target, knownHosts, keepaliveMs, signal }: SshAttempt): Promise<Client> => {
  const expected = target.hostKey ?? (await knownHosts.pinned());
  const config = await credentials(target);
  const client = new Client();
  let seen = '';
  let said = '';
  // An error with no listener ends the process, and a second one may follow the first.
  client.on('error', () => {});
  client.on('banner', (text) => {
    said += text;
  });
  client.on('keyboard-interactive', (_name, instructions, _lang, prompts, answer) => {
    said += instructions;
    answer(prompts.map(() => target.password?.reveal() ?? ''));
  });
  const verify = (key: Buffer): boolean => {
    seen = fingerprintOf(key);
    return expected === undefined || seen === expected;
  };
  try {
    await ready(
      client,
      { ...config, keepaliveInterval: keepaliveMs, keepaliveCountMax: 3, readyTimeout: readyWithinMs, hostVerifier: verify },
      signal,
    );
  } catch (cause) {
    client.destroy();
    if (expected !== undefined && seen !== '' && seen !== expected) throw keyChanged(target, expected, seen, knownHosts);
    if (isRefusedLogin(cause)) throw notLetIn(target, said, cause);
    throw cause;
  }
  // Nagle costs 40 to 90 ms for every command.
  client.setNoDelay(true);
  if (expected === undefined) await knownHosts.pin(seen);
  return client;
};

const credentials = async ({ host, port, user, password, keyFile, passphrase }: SshTarget): Promise<ConnectConfig> => {
  const agent = process.env.SSH_AUTH_SOCK;
  return {
    host: socketHost(host),
    port,
    username: user,
    tryKeyboard: password !== undefined,
    ...(password ? { password: password.reveal() } : {}),
    ...(keyFile ? { privateKey: await readKey(keyFile) } : {}),
    ...(passphrase ? { passphrase: passphrase.reveal() } : {}),
    ...(agent && !password && !keyFile ? { agent } : {}),
  };
};

const readKey = async (keyFile: string): Promise<Buffer> => {
  const path = keyFile.replace(/^~(?=\/)/, homedir());
  return readFile(path).catch((cause) => {
    throw new ConfigError(`the SSH key file ${keyFile} cannot be read`, {
      cause,
      remedy: 'check keyFile in the lab file, and the permissions of the file',
    });
  });
};

const ready = (client: Client, config: ConnectConfig, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    let isConnected = false;
    client.on('connect', () => {
      isConnected = true;
    });
    // A host that takes the connection and then says nothing is another trouble than one that does not answer.
    const onAbort = (): void => reject(isConnected && isTimeout(signal.reason) ? noHandshake() : signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (error?: unknown): void => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve();
    };
    client.on('ready', () => settle());
    client.on('error', settle);
    client.on('close', () => settle(new Error('sshd closed the connection')));
    try {
      client.connect(config);
    } catch (cause) {
      settle(
        new ConfigError(`the SSH settings cannot be used: ${cause instanceof Error ? cause.message : cause}`, {
          cause,
          remedy: "give the passphrase of the key, as passphrase: fromEnv('…'), or leave keyFile out and use an agent",
        }),
      );
    }
  });

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError';

// In ssh2's own words for it.
const noHandshake = (): Error => Object.assign(new Error('Timed out while waiting for handshake'), { level: 'client-timeout' });

const isRefusedLogin = (cause: unknown): boolean => cause instanceof Error && 'level' in cause && cause.level === 'client-authentication';

const notLetIn = ({ host, port, user, password, keyFile }: SshTarget, said: string, cause: unknown): Error => {
  if (/booting up|not permitted to log in yet|shutting down/i.test(said)) return new NotYet(`sshd lets nobody in yet: ${said.trim()}`);
  const offered = [password ? 'password' : '', keyFile ? `key ${keyFile}` : ''].filter(Boolean).join(' and ') || 'login without a password';
  return new LoginError(`${host}:${port} refuses the ${offered} of '${user}'`, {
    cause,
    evidence: said.trim() === '' ? [] : [`ssh: ${said.trim()}`],
    remedy: 'check user, password and keyFile in the lab file; Torizon OS asks for a new password at the first login after flashing',
  });
};

const keyChanged = ({ host, port, hostKey }: SshTarget, expected: string, seen: string, knownHosts: KnownHosts): HostKeyError =>
  new HostKeyError(
    `the host key of ${host}:${port} is ${seen}, not ${expected} as ${hostKey ? 'the lab file says' : 'at the last connection'}`,
    {
      evidence: [`expected ${expected}`, `got ${seen}`],
      remedy: hostKey
        ? `after a reflash the board has a new key: put ${seen} into the lab file; otherwise find out who answers at this address`
        : `after a reflash the board has a new key: delete its entry in ${knownHosts.file}; otherwise find out who answers at this address`,
    },
  );
