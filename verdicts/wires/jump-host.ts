import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSshd } from '../../src/drivers/testing/sshd.ts';
import type { Strikes } from '../strikes.ts';
import { type SshFault, startSshWire } from './ssh-wire.ts';

/** A jump host on the way to a board's sshd, as the lab file names it. */
export interface JumpHost extends AsyncDisposable {
  readonly host: string;
  /** A configuration of OpenSSH. */
  readonly config: string;
}

/** The OpenSSH server of this host, with faults on the way to it. */
export const startJumpHost = async (faults: readonly SshFault[], strikes: Strikes, seed: number): Promise<JumpHost> => {
  const sshd = await startSshd();
  const wire = await startSshWire({ own: { host: '127.0.0.1', port: sshd.port }, neighbour: undefined, faults, strikes, seed });
  const config = join(sshd.dir, 'ssh_config');
  const [type, key] = (await readFile(join(sshd.dir, 'host.pub'), 'utf8')).split(' ');
  await writeFile(join(sshd.dir, 'known_hosts'), `[127.0.0.1]:${wire.port} ${type} ${key}\n`);
  await writeFile(
    config,
    `Host gateway\n  HostName 127.0.0.1\n  Port ${wire.port}\n  User ${sshd.user}\n  IdentityFile ${sshd.keyFile}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${sshd.dir}/known_hosts\n`,
  );
  return {
    host: 'gateway',
    config,
    async [Symbol.asyncDispose]() {
      wire.close();
      await sshd[Symbol.asyncDispose]();
    },
  };
};
