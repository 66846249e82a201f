import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { ConfigError } from '../../core/errors.ts';
import { socketHost } from '../../core/host-name.ts';
import { passwordWords } from '../../core/password-words.ts';
import { revealed, type Secret } from '../../core/secret.ts';
import { throughJumpHost, type Via } from '../via/jump-host.ts';
import { fingerprintOf, type KnownHosts } from './host-keys.ts';
import { keyChanged, NotYet, nothingInCommon, notLetIn, notYetSaid, type SshSaid } from './ssh-refusals.ts';

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: Secret | undefined;
  /** Offered in place of `password`, which is then what sshd gets where it asks for another one. */
  readonly factoryPassword?: string | Secret | undefined;
  readonly keyFile?: string | undefined;
  /** Of the key file. */
  readonly passphrase?: Secret | undefined;
  /** True: log in by the agent, although there is a password, which is for sudo then. */
  readonly agent?: boolean | undefined;
  /** Pinned by the lab file; else the key the board had last time. */
  readonly hostKey?: string | undefined;
  readonly via?: Via | undefined;
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

// A board has a key of each type, and a lab file may pin another than the one that is agreed upon first.
const otherTypes: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
];

/** One attempt. Throws HostKeyError, LoginError or ConfigError when another one would be in vain, anything else when it may not be. */
export const openConnection = async (attempt: SshAttempt): Promise<Client> => {
  const { target, knownHosts } = attempt;
  const expected = target.hostKey ?? (await knownHosts.pinned()) ?? knownHosts.shown;
  const isExpected = (key: string): boolean => expected === undefined || key === expected;
  const first = await handshake(attempt, isExpected).catch((cause: unknown) => Promise.reject(nothingInCommon(target, cause) ?? cause));
  if (!first.client)
    return (await ofAnotherType(attempt, isExpected)) ?? Promise.reject(keyChanged(target, expected!, first.key, knownHosts));
  // Nagle costs 40 to 90 ms for every command.
  first.client.setNoDelay(true);
  if (expected === undefined) knownHosts.shown = first.key;
  return first.client;
};

/** The key that a board shows at present, without a login. Rejects where none comes. */
export const presentedKey = async (target: SshTarget, knownHosts: KnownHosts, signal: AbortSignal): Promise<string> => {
  const { client, key } = await handshake({ target, knownHosts, keepaliveMs: 0, signal }, () => false);
  client?.destroy();
  return key;
};

const ofAnotherType = async (attempt: SshAttempt, isExpected: (key: string) => boolean): Promise<Client | undefined> => {
  for (const serverHostKey of otherTypes) {
    const { client } = await handshake(attempt, isExpected, serverHostKey).catch((cause: unknown) => {
      // It has no key of that type.
      if (cause instanceof Error && 'level' in cause && cause.level === 'handshake') return { client: undefined };
      throw cause;
    });
    client?.setNoDelay(true);
    if (client) return client;
  }
  return undefined;
};

interface Handshake {
  /** Undefined where the key was not taken. */
  readonly client: Client | undefined;
  readonly key: string;
}

const handshake = async (
  { target, keepaliveMs, signal }: SshAttempt,
  takes: (key: string) => boolean,
  serverHostKey?: readonly ServerHostKeyAlgorithm[],
): Promise<Handshake> => {
  const config = await credentials(target);
  const sock = target.via === undefined ? undefined : await throughJumpHost(target.via, target, signal);
  const client = new Client();
  const said: SshSaid = { banner: '', prompts: [] };
  let key = '';
  let isTaken = true;
  // An error with no listener ends the process, and a second one may follow the first.
  client.on('error', () => {});
  client.on('banner', (text) => {
    said.banner += text;
  });
  client.on('keyboard-interactive', (_name, instructions, _lang, prompts, answer) => {
    said.banner += instructions;
    said.prompts.push(...prompts.map(({ prompt }) => prompt.trim()));
    answer(prompts.map(({ prompt }) => answerTo(prompt, target)));
  });
  const hostVerifier = (shown: Buffer): boolean => {
    key = fingerprintOf(shown);
    isTaken = takes(key);
    return isTaken;
  };
  try {
    const algorithms = serverHostKey ? { algorithms: { serverHostKey: [...serverHostKey] } } : {};
    const timing = { keepaliveInterval: keepaliveMs, keepaliveCountMax: 3, readyTimeout: readyWithinMs };
    await ready(client, { ...config, ...timing, ...algorithms, ...(sock ? { sock } : {}), hostVerifier }, signal);
    return { client, key };
  } catch (cause) {
    client.destroy();
    sock?.destroy();
    if (!isTaken) return { client: undefined, key };
    if (!isRefusedLogin(cause)) throw cause;
    throw notYetSaid(said) ? new NotYet(`sshd lets nobody in yet: ${said.banner.trim()}`) : notLetIn(target, said, cause);
  }
};

// What asks for anything else, such as a code, gets no password.
const isForPassword = (prompt: string): boolean => new RegExp(passwordWords, 'i').test(prompt);

const answerTo = (prompt: string, target: SshTarget): string => {
  if (!isForPassword(prompt)) return '';
  return (/\bnew\b|retype|again/i.test(prompt) ? target.password?.reveal() : offeredBy(target)) ?? '';
};

const offeredBy = ({ password, factoryPassword }: SshTarget): string | undefined =>
  factoryPassword === undefined ? password?.reveal() : revealed(factoryPassword);

const credentials = async (target: SshTarget): Promise<ConnectConfig> => {
  const { host, port, user, keyFile, passphrase, agent } = target;
  const password = offeredBy(target);
  const socket = process.env.SSH_AUTH_SOCK;
  if (agent === true && socket === undefined)
    throw new ConfigError('the lab file asks for an SSH agent, and SSH_AUTH_SOCK names none', {
      remedy: 'start hil where ssh-add -l lists the key, or give keyFile',
    });
  const offersPassword = password !== undefined && agent !== true;
  return {
    host: socketHost(host),
    port,
    username: user,
    // A key may be only the first of two factors: what is asked for next tells so.
    tryKeyboard: true,
    ...(offersPassword ? { password } : {}),
    ...(keyFile ? { privateKey: await readKey(keyFile) } : {}),
    ...(passphrase ? { passphrase: passphrase.reveal() } : {}),
    ...(socket !== undefined && (agent === true || (password === undefined && !keyFile)) ? { agent: socket } : {}),
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
    let isConnected = config.sock !== undefined;
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
