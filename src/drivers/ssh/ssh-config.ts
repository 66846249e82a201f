import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { ConfigError } from '../../core/errors.ts';

/** What OpenSSH's configuration says of a host. */
export interface ConfiguredHost {
  readonly host: string;
  readonly port: number;
  /** The first that is there. */
  readonly keyFile: string | undefined;
  /** The hosts on the way. */
  readonly via: string | undefined;
}

const run = promisify(execFile);

/** Asks OpenSSH itself (`ssh -G`), which takes milliseconds and touches no network. Throws ConfigError. */
export const configuredHost = async (host: string, file: string | undefined): Promise<ConfiguredHost> => {
  const { stdout } = await run('ssh', [...(file === undefined ? [] : ['-F', file]), '-G', '--', host]).catch((cause: Error) => {
    throw new ConfigError(`OpenSSH's configuration of ${host} cannot be read: ${cause.message.split('\n').at(-2) ?? cause.message}`, {
      cause,
      remedy: `try it by hand: ssh -G ${host}; OpenSSH's client must be installed`,
    });
  });
  const lines = stdout.split('\n').map((line) => /^(\S+) (.*)$/.exec(line));
  const all = (name: string): string[] => lines.flatMap((line) => (line?.[1] === name ? [line[2]!] : []));
  const jump = all('proxyjump').find((value) => value !== 'none');
  return {
    host: all('hostname')[0] ?? host,
    port: Number(all('port')[0] ?? 22),
    keyFile: all('identityfile')
      .map((path) => path.replace(/^~(?=\/)/, homedir()))
      .find((path) => existsSync(path)),
    via: jump,
  };
};
