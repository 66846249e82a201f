import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { type BoardRig, rigOf } from '../testing/board-rig.ts';

const booted = async (): Promise<BoardRig> => {
  const rig = await rigOf();
  await rig.power(true);
  await rig.a53.until('login: ');
  return rig;
};

test('refuses connections while the system starts, falls silent with the power, and shows the same host key again', async () => {
  await using rig = await rigOf();
  await expect(rig.ssh({ readyTimeout: 300 })).rejects.toThrow(/Timed out/);
  await rig.power(true);
  await rig.a53.until('Starting kernel');
  await expect(rig.ssh()).rejects.toThrow(/ECONNRESET|closed|end/i);
  await rig.a53.until('login: ');
  const keys = new Set<string>();
  const hostVerifier = (key: Buffer): boolean => keys.add(key.toString('base64')).size > 0;
  const ssh = await rig.ssh({ hostVerifier, keepaliveInterval: 50, keepaliveCountMax: 2 });
  const error = new Promise<Error>((resolve) => ssh.client.on('error', resolve));
  await rig.power(false);
  expect((await error).message).toMatch(/Keepalive timeout/);

  const since = rig.a53.mark;
  await rig.power(true);
  await rig.a53.until('login: ', since);
  await rig.ssh({ hostVerifier });
  expect(keys.size).toBe(1);
});

test('refuses a wrong password and an unknown user', async () => {
  await using rig = await booted();
  await expect(rig.ssh({ password: 'guess' })).rejects.toThrow(/authentication/);
  await expect(rig.ssh({ username: 'root', password: '' })).rejects.toThrow(/authentication/);
});

test('lets in two that knock at the same moment', async () => {
  await using rig = await booted();
  const both = await Promise.all([rig.ssh(), rig.ssh()]);
  for (const ssh of both) expect((await ssh.run('echo in')).stdout).toBe('in\n');
});

test('closes its connections in good order before a reboot', async () => {
  await using rig = await booted();
  const ssh = await rig.ssh();
  const closed = new Promise<void>((resolve) => ssh.client.on('close', () => resolve()));
  expect((await ssh.asRoot('reboot')).code).toBe(0);
  await closed;
});

test('stores files over SFTP and gives them back, sizes and errors included', async () => {
  await using rig = await booted();
  const ssh = await rig.ssh();
  const sftp = await ssh.sftp();
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) & 255));
  await new Promise<void>((resolve, reject) =>
    sftp
      .createWriteStream('/home/torizon/big.bin')
      .on('error', reject)
      .on('close', () => resolve())
      .end(content),
  );
  const back = await new Promise<Buffer>((resolve, reject) =>
    sftp.readFile('/home/torizon/big.bin', (error, bytes) => (error ? reject(error) : resolve(bytes))),
  );
  expect(back.equals(content)).toBe(true);
  const size = await new Promise<number>((resolve, reject) =>
    sftp.stat('/home/torizon/big.bin', (error, { size: bytes }) => (error ? reject(error) : resolve(bytes))),
  );
  expect(size).toBe(300_000);
  await new Promise<void>((resolve, reject) => sftp.mkdir('/home/torizon/d', (error) => (error ? reject(error) : resolve())));
  const names = await new Promise<string[]>((resolve, reject) =>
    sftp.readdir('/home/torizon', (error, list) => (error ? reject(error) : resolve(list.map(({ filename }) => filename)))),
  );
  expect(names).toEqual(expect.arrayContaining(['big.bin', 'd']));
  const refusal = await new Promise<Error>((resolve) => sftp.createWriteStream('/usr/lib/firmware/x').on('error', resolve).end('x'));
  expect(refusal.message).toMatch(/read-only/i);
  const missing = await new Promise<Error | undefined>((resolve) => sftp.stat('/nope', (error) => resolve(error)));
  expect(missing).toMatchObject({ code: 2 });
});

test.runIf(existsSync('/usr/bin/ssh'))('lets the ssh client of OpenSSH in with a key', async () => {
  await using rig = await booted();
  const folder = await mkdtemp(join(tmpdir(), 'virtual-ssh-'));
  try {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const keyFile = join(folder, 'key');
    await writeFile(keyFile, pair.private, { mode: 0o600 });
    await (await rig.ssh()).run(`mkdir -p ~/.ssh && echo '${pair.public}' > ~/.ssh/authorized_keys`);
    const options = [
      '-F',
      '/dev/null',
      '-p',
      String(rig.endpoints.ssh.port),
      '-i',
      keyFile,
      '-o',
      'BatchMode=yes',
      '-o',
      'IdentityAgent=none',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      `UserKnownHostsFile=${join(folder, 'known')}`,
    ];
    const { stdout } = await promisify(execFile)('/usr/bin/ssh', [...options, 'torizon@127.0.0.1', 'uname -m; id -un']);
    expect(stdout).toBe('aarch64\ntorizon\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
