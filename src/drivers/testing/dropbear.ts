import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { endProcess, until } from './pty.ts';
import { answers } from './sshd.ts';
import { freePort } from './wires.ts';

const dropbearPath = '/usr/sbin/dropbear';

/** Why dropbear cannot be tried here: it takes keys from the home folder of the user alone, which another one is put over. */
export const noDropbear = (): string | undefined => {
  if (!existsSync(dropbearPath)) return `${dropbearPath} is not installed`;
  const can = spawnSync('unshare', ['-m', 'sh', '-c', 'mount --bind /tmp "$0"', homedir()]);
  return can.status === 0 ? undefined : 'this user may not mount';
};

/** Debian's dropbear on a loopback port, which lets this user in by a key of its own; it has no SFTP. */
export const startDropbear = async (): Promise<
  AsyncDisposable & { readonly port: number; readonly user: string; readonly keyFile: string; readonly dir: string }
> => {
  const dir = await mkdtemp(join(tmpdir(), 'dropbear-'));
  const [home, port] = [join(dir, 'home'), await freePort()];
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'user')]);
  spawnSync('dropbearkey', ['-t', 'ed25519', '-f', join(dir, 'host-key')]);
  await cp(join(dir, 'user.pub'), join(home, '.ssh/authorized_keys'));
  const script = 'mount --bind "$1" "$2" && exec "$3" -F -s -r "$4" -p "127.0.0.1:$5" -P "$6"';
  const words = [home, homedir(), dropbearPath, join(dir, 'host-key'), String(port), join(dir, 'pid')];
  const child = spawn('unshare', ['-m', 'sh', '-c', script, 'sh', ...words], { stdio: 'ignore' });
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
