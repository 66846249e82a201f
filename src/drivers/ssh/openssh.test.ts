import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { CommandError } from '../../core/errors.ts';
import { literalSecret } from '../../core/secret.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { overLimit } from '../testing/over-limit.ts';
import { endProcess, until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { sshdPath, startSshd } from '../testing/sshd.ts';
import { context, missing } from '../testing/wires.ts';
import { sshShell } from './ssh-shell.ts';

const reason = missing(sshdPath);

describe.skipIf(reason)(`against OpenSSH${reason ? ` (${reason})` : ''}`, () => {
  let sshd: Awaited<ReturnType<typeof startSshd>>;
  let shell: RemoteShell;
  beforeAll(async () => {
    sshd = await startSshd();
    const { port, user, keyFile, dir } = sshd;
    const host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
    shell = await host.connect({ within: '20s' });
    await host.hostKeys!.keep();
  });
  afterAll(async () => {
    await shell?.[Symbol.asyncDispose]();
    await sshd?.[Symbol.asyncDispose]();
  });

  test('pins the key that ssh-keygen shows', async () => {
    const { stdout } = await shell.run(`ssh-keygen -lf ${sshd.dir}/host.pub`);
    const store = JSON.parse(await readFile(join(sshd.dir, 'known-hosts.json'), 'utf8'));
    expect(stdout).toContain(store.bench);
  });

  test('runs more commands at once than sshd has sessions', async () => {
    const outputs = await Promise.all(Array.from({ length: 30 }, (_, index) => shell.run(`echo ${index}`)));
    expect(outputs.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  test('waits for a session where sshd has fewer than commands, and frees each a moment late', async () => {
    const few = await startSshd({ settings: ['MaxSessions 2'] });
    onTestFinished(() => few[Symbol.asyncDispose]());
    const { port, user, keyFile, dir } = few;
    const host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
    await using crowded = await host.connect({ within: '20s' });
    const outputs = await Promise.all(Array.from({ length: 12 }, (_, index) => crowded.run(`echo ${index}`)));
    expect(outputs.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  test('a server that has no method in common is told at once, as the lab’s', async () => {
    const other = await startSshd({ settings: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] });
    onTestFinished(() => other[Symbol.asyncDispose]());
    const { port, user, keyFile, dir } = other;
    const host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
    expect(await rejection(host.connect({ within: '1h' }))).toMatchObject({
      fault: 'lab',
      message: `127.0.0.1:${port} and this program have no way of SSH in common: no matching key exchange algorithm`,
      remedy: expect.stringMatching(/KexAlgorithms .*curve25519-sha256/),
    });
  });

  test('writes a file whole, with its mode, below folders that did not exist, and leaves nothing beside it', async () => {
    const content = randomBytes(3 * 1024 * 1024);
    const path = join(sshd.dir, "a new/folder's/m7 image.elf");
    await shell.put(content, path, { mode: 0o600 });
    await shell.put(content.subarray(1), path, { mode: 0o640, asRoot: shell.via === 'ssh' });
    const written = await readFile(path);
    expect(createHash('sha256').update(written).digest('hex')).toBe(createHash('sha256').update(content.subarray(1)).digest('hex'));
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(path, '..'))).toEqual(['m7 image.elf']);
    expect(Buffer.from(await shell.get(path)).equals(content.subarray(1))).toBe(true);
  });

  test('an empty file is a file', async () => {
    const path = join(sshd.dir, 'empty');
    await shell.put(new Uint8Array(), path);
    expect(await shell.get(path)).toEqual(new Uint8Array());
  });

  test('what cannot be read or written says so', async () => {
    expect(await rejection(shell.get('/no/such/file'))).toMatchObject({ message: expect.stringContaining('cannot read /no/such/file') });
    expect(await rejection(shell.put(Buffer.from('x'), '/proc/nothing/here'))).toBeInstanceOf(CommandError);
  });

  test('a command without a terminal is killed when it takes too long', async () => {
    const error = await overLimit(
      (timeout) => shell.run(`echo $$ > ${sshd.dir}/pid; trap '' HUP TERM; sleep 1000; true`, { timeout }),
      () => existsSync(join(sshd.dir, 'pid')),
    );
    expect(error.message).toContain('was killed');
    const pid = (await readFile(join(sshd.dir, 'pid'), 'utf8')).trim();
    const { stdout } = await shell.run(`ps -o stat= -p ${pid} || true`);
    expect(stdout.trim()).toMatch(/^(?:Z.*)?$/);
  });

  test('a command that is over while what it left running holds its output is no command that takes too long', async () => {
    const error = await overLimit(
      (timeout) => shell.run('sleep 1000 & echo started', { timeout }),
      ({ message }) => message.includes('ended with exit status'),
    );
    expect(error).toMatchObject({ name: 'HilError', fault: 'suite', evidence: ['ssh: started'] });
    expect(error.message).toContain('ended with exit status 0, and something that it left running held its output open for ');
    const { stdout } = await shell.run('sleep 100 >/dev/null 2>&1 & echo started', { timeout: '20s' });
    expect(stdout).toBe('started\n');
  });

  test('a link that the server cuts is told with a reason', async () => {
    const { port, user, keyFile, dir } = sshd;
    const host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
    const doomed = await host.connect({ within: '20s' });
    const running = rejection(doomed.run('kill -9 $PPID; sleep 2'));
    expect((await doomed.closed)?.message).toMatch(/broke/);
    expect((await running).name).toBe('ConnectionLostError');
  });
});

test.skipIf(reason)('a system without sftp-server, and a key with a passphrase', async () => {
  await using sshd = await startSshd({ sftp: false, passphrase: 'correct horse battery' });
  const { port, user, keyFile, dir } = sshd;
  const open = (more: object) => sshShell({ host: '127.0.0.1', port, user, keyFile, ...more }).connect(context(dir));
  await using locked = await open({});
  expect(await rejection(locked.connect({ within: '20s' }))).toMatchObject({ remedy: expect.stringContaining('passphrase: fromEnv') });

  await using host = await open({ passphrase: literalSecret('key passphrase', 'correct horse battery') });
  await using shell = await host.connect({ within: '20s' });
  const content = randomBytes(2 * 1024 * 1024);
  const path = join(dir, "a folder's/m7 image.elf");
  await shell.put(content, path, { mode: 0o640 });
  expect((await readFile(path)).equals(content)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect(await readdir(join(path, '..'))).toEqual(['m7 image.elf']);
  expect(Buffer.from(await shell.get(path)).equals(content)).toBe(true);
  expect(await rejection(shell.get('/no/such/file'))).toMatchObject({ message: expect.stringContaining('cannot read /no/such/file') });
  expect(await rejection(shell.put(Buffer.from('x'), '/proc/nothing/here'))).toBeInstanceOf(CommandError);
});

test.skipIf(reason)('a key in an agent logs in, and the password is for sudo', async () => {
  await using sshd = await startSshd();
  const { port, user, keyFile, dir } = sshd;
  const socket = join(dir, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  onTestFinished(() => endProcess(agent));
  await until(() => existsSync(socket));
  vi.stubEnv('SSH_AUTH_SOCK', socket);
  onTestFinished(() => void vi.unstubAllEnvs());
  const password = literalSecret('sudo', 'only-for-sudo');
  const open = () => sshShell({ host: '127.0.0.1', port, user, agent: true, password }).connect(context(dir));
  await using early = await open();
  expect(await rejection(early.connect({ within: '20s' }))).toMatchObject({
    message: expect.stringContaining('refuses the keys of the agent'),
  });
  execFileSync('ssh-add', ['-q', keyFile], { stdio: 'ignore' });
  await using host = await open();
  await using shell = await host.connect({ within: '20s' });
  expect((await shell.run('echo in')).stdout).toBe('in\n');
  vi.stubEnv('SSH_AUTH_SOCK', undefined);
  expect(await rejection((await open()).connect({ within: '20s' }))).toMatchObject({
    message: expect.stringContaining('SSH_AUTH_SOCK names none'),
  });
});

const zsh = '/usr/bin/zsh';
test.skipIf(reason ?? missing(zsh))('who logs in may have zsh: commands mean what they mean to sh', async () => {
  await using sshd = await startSshd({ loginShell: zsh });
  const { port, user, keyFile, dir } = sshd;
  await using host = await sshShell({ host: '127.0.0.1', port, user, keyFile }).connect(context(dir));
  await using shell = await host.connect({ within: '20s' });
  expect((await shell.run('echo $ZSH_VERSION')).stdout).toMatch(/^\d+\./);
  expect((await shell.run('words="a b"; set -- $words; echo $#')).stdout).toBe('2\n');
  expect((await shell.run('echo /no/such/file*')).stdout).toBe('/no/such/file*\n');
  expect((await shell.run('exit 7', { reject: false })).exitCode).toBe(7);
});
