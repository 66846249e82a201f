import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { endProcess, until } from './pty.ts';
import { freePort } from './wires.ts';

export const sshdPath = '/usr/sbin/sshd';

/** The OpenSSH server of this host on a loopback port, which lets in this user by a key of its own. */
export const startSshd = async ({
  sftp = true,
  passphrase = '',
  hostKeyTypes = ['ed25519'] as readonly string[],
  /** More lines of its configuration. */
  settings = [] as readonly string[],
  /** In place of the login shell of this user: it is given the command as the argument behind `-c`. */
  loginShell = undefined as string | undefined,
} = {}): Promise<AsyncDisposable & { readonly port: number; readonly user: string; readonly keyFile: string; readonly dir: string }> => {
  const dir = await mkdtemp(join(tmpdir(), 'sshd-'));
  const port = await freePort();
  await keygen(join(dir, 'host'));
  for (const type of hostKeyTypes.slice(1)) await keygen(join(dir, `host-${type}`), '', type);
  await keygen(join(dir, 'user'), passphrase);
  await writeFile(
    join(dir, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${dir}/host`,
      ...hostKeyTypes.slice(1).map((type) => `HostKey ${dir}/host-${type}`),
      `AuthorizedKeysFile ${dir}/user.pub`,
      `PidFile ${dir}/pid`,
      'StrictModes no',
      'UsePAM no',
      ...(loginShell ? [`ForceCommand exec env HOME=${dir} ${loginShell} -c "$SSH_ORIGINAL_COMMAND"`] : []),
      ...settings,
      ...(sftp ? ['Subsystem sftp internal-sftp'] : []),
    ].join('\n'),
  );
  // Root's sshd separates privileges below this folder and refuses to start without it.
  await mkdir('/run/sshd', { recursive: true }).catch(() => {});
  const child = spawn(sshdPath, ['-D', '-e', '-f', join(dir, 'sshd_config')], { stdio: 'ignore' });
  await until(() => answers(port));
  return {
    port,
    user: userInfo().username,
    keyFile: join(dir, 'user'),
    dir,
    async [Symbol.asyncDispose]() {
      await endProcess(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const keygen = (path: string, passphrase = '', type = 'ed25519'): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path], { stdio: 'ignore' })
      .on('error', reject)
      .on('exit', () => resolve());
  });

/** An SSH server greets on the port. */
export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once('data', settle(true)).once('error', settle(false)).once('close', settle(false));
  });
