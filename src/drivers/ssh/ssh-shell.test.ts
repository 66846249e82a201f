import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandError, ConnectionLostError, HostKeyError, LoginError } from '../../core/errors.ts';
import { literalSecret } from '../../core/secret.ts';
import type { RemoteHost, RemoteShell } from '../../core/shell.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { boardClock } from '../../core/time.ts';
import { installSudo } from '../testing/fake-sudo.ts';
import { overLimit } from '../testing/over-limit.ts';
import { rejection } from '../testing/rejection.ts';
import { newHostKey, type SshServerOptions, startRelay, startSshServer } from '../testing/ssh-server.ts';
import { context, freePort, listening } from '../testing/wires.ts';
import { KnownHosts } from './host-keys.ts';
import { openConnection } from './ssh-connection.ts';
import { type SshSettings, sshShell } from './ssh-shell.ts';

const closing: (() => PromiseLike<void>)[] = [];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ssh-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(dir, { recursive: true });
});

const kept = <T extends AsyncDisposable>(thing: T): T => {
  closing.push(() => thing[Symbol.asyncDispose]());
  return thing;
};

// Generating one takes a second.
const hostKey = newHostKey();
const user = 'torizon';
const password = 'sword-fish';

const serve = async (options: Partial<SshServerOptions> = {}) =>
  kept(await startSshServer({ user, password, hostKey, path: dir, ...options }));

const hostOf = async (settings: Partial<SshSettings> & { port: number }, speed = 1): Promise<RemoteHost> => {
  const driver = sshShell({ host: '127.0.0.1', user, password: literalSecret('login', password), ...settings });
  expect(driver.schema.safeParse(driver.settings).success).toBe(true);
  return kept(await driver.connect({ ...context(dir), clock: boardClock(speed) }));
};

const login = async (settings: Partial<SshSettings> & { port: number }, speed = 1): Promise<RemoteShell> => {
  const host = await hostOf(settings, speed);
  return kept(await host.connect({ within: '20s' }));
};

test('runs commands with their exit status and both streams apart', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  expect(await shell.run('echo out; echo err >&2')).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' });
  expect(await shell.run('exit 3', { reject: false })).toMatchObject({ exitCode: 3 });
  expect(await shell.run('kill -9 $$', { reject: false })).toMatchObject({ exitCode: 137 });
  const error = await rejection(shell.run('echo no such core >&2; exit 22'));
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitCode: 22, stderr: 'no such core\n', evidence: ['ssh: no such core'] });
  const outputs = await Promise.all(Array.from({ length: 40 }, (_, index) => shell.run(`echo ${index}`)));
  expect(outputs.map(({ stdout }) => stdout.trim())).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
});

test('of an output without end the beginning and the end are kept, and what is left out is told', {
  timeout: hostLimit(120_000),
}, async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const many = "echo first; yes 'a line of output' | head -c 20000000; echo last; head -c 3000000 /dev/zero | tr '\\0' e >&2";
  const { stdout, stderr, leftOutBytes } = await shell.run(many, { timeout: '2min' });
  expect(stdout.length).toBeLessThan(1_048_700);
  expect(stdout).toMatch(/^first\na line.*\n\[\d+ bytes left out\]\n.*last\n$/s);
  expect(leftOutBytes).toBe(20_000_011 - 1_048_576 + 3_000_000 - 1_048_576);
  expect(stderr).toContain('[1951424 bytes left out]');
  expect(await shell.run('echo few', { maxBytes: 100 })).not.toHaveProperty('leftOutBytes');
  expect((await shell.run('printf 0123456789', { maxBytes: 4 })).stdout).toBe('01\n[6 bytes left out]\n89');
});

test('an output goes whole into a file on request', { timeout: hostLimit(120_000) }, async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const path = join(dir, 'output.txt');
  await shell.run("yes 'a line of output' | head -c 8000000", { toFile: path, maxBytes: 10, timeout: '2min' });
  expect((await readFile(path)).equals(Buffer.from('a line of output\n'.repeat(470_589)).subarray(0, 8_000_000))).toBe(true);
  expect(await rejection(shell.run('echo much', { toFile: join(dir, 'none/at/all') }))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('the output cannot be written to'),
  });
});

test('a command that takes too long is killed with its children', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const error = await overLimit(
    (timeout) => shell.run(`echo started; sh -c 'echo $$ > ${dir}/pid; exec sleep 1000'; true`, { timeout }),
    () => existsSync(join(dir, 'pid')),
  );
  expect(error).toBeInstanceOf(CommandError);
  expect(error.message).toMatch(/did not end within \d+s and was killed/);
  expect(error.evidence).toEqual(['ssh: started']);
  expect(await isAlive(Number(await readFile(join(dir, 'pid'), 'utf8')))).toBe(false);
});

// A killed process may still be a zombie: it is dead, but has its number.
const isAlive = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z /.test(stat);
};

test('an aborted command rejects with the reason and is killed', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const controller = new AbortController();
  const lines: string[] = [];
  const streaming = rejection(
    shell.stream(
      `echo $$; exec sleep 100`,
      (line) => {
        lines.push(line);
        controller.abort(new Error('the scenario is over'));
      },
      { signal: controller.signal },
    ),
  );
  expect((await streaming).message).toBe('the scenario is over');
  expect(await isAlive(Number(lines[0]))).toBe(false);
});

test('streams each line as it comes', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const lines: string[] = [];
  await shell.stream("printf 'one\\ntwo\\r\\nthr'; printf 'ee'", (line) => lines.push(line));
  expect(lines).toEqual(['one', 'two', 'three']);
  expect(await rejection(shell.stream('echo no >&2; exit 2', () => {}))).toMatchObject({ exitCode: 2, stderr: 'no\n' });
});

test('becomes root by sudo, with the password on standard input alone', async () => {
  await installSudo(dir, password);
  const { port, commands } = await serve();
  const shell = await login({ port });
  expect((await shell.run('echo "$AS_ROOT"; cat', { asRoot: true })).stdout).toBe('yes\n');
  expect(commands.join()).toContain('sudo -S');
  expect(commands.join()).not.toContain(password);
});

test('a file that did not arrive as it was sent is no failure of the product', async () => {
  await writeFile(join(dir, 'sha256sum'), `#!/bin/sh\necho ${'0'.repeat(64)}\n`, { mode: 0o755 });
  const { port } = await serve();
  const shell = await login({ port });
  const error = await rejection(shell.put(Buffer.from('an image'), join(dir, 'image.elf')));
  expect(error).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/image\.elf was not written as sent: SHA-256 0{64} instead of/),
  });
});

test('where sudo asks for nothing, the password does not reach the command', async () => {
  await installSudo(dir, undefined);
  const { port } = await serve();
  const shell = await login({ port });
  expect((await shell.run('echo "$AS_ROOT"; cat', { asRoot: true })).stdout).toBe('yes\n');
});

test('a sudo that refuses is a lab error, not one of the board', async () => {
  await installSudo(dir, 'another');
  const { port } = await serve();
  const shell = await login({ port });
  expect(await rejection(shell.run('true', { asRoot: true }))).toBeInstanceOf(LoginError);
});

// The first two are of sudo's own translations, the third of sudo-rs.
test.for([
  'sudo: 3 Fehlversuche bei der Passwort-Eingabe',
  'sudo: 3 saisies de mots de passe incorrectes',
  'sudo: Maximum 3 incorrect authentication attempts',
  'torizon ist nicht in der sudoers-Datei.',
])('a refusal is asked for where its words tell nothing: %s', async (refusal) => {
  await installSudo(dir, 'another', refusal);
  const { port } = await serve();
  const shell = await login({ port });
  const error = await rejection(shell.run('true', { asRoot: true, reject: false }));
  expect(error).toMatchObject({ name: 'LoginError', fault: 'lab', evidence: [`ssh: ${refusal}`] });
});

test('a command that fails as root with words of its own is no refusal of sudo', async () => {
  await installSudo(dir, password);
  const { port } = await serve();
  const shell = await login({ port });
  const output = await shell.run('echo "sudo: the device is busy" >&2; exit 1', { asRoot: true, reject: false });
  expect(output).toMatchObject({ exitCode: 1, stderr: 'sudo: the device is busy\n' });
});

test('an expired password is the lab’s, not a command that failed', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  const refusal = 'WARNING: Your password has expired.\nPassword change required but no TTY available.';
  const error = await rejection(shell.run(`printf '%s\\n' '${refusal}' >&2; exit 1`));
  expect(error).toMatchObject({
    name: 'LoginError',
    fault: 'lab',
    message: "'torizon' must choose a new password before sshd runs any command",
  });
  expect(error.remedy).toContain('log in once by hand');
});

test('a wrong password ends the attempts at once', async () => {
  const { port } = await serve();
  const host = await hostOf({ port, password: literalSecret('login', 'wrong') });
  const error = await rejection(host.connect({ within: '20s' }));
  expect(error).toBeInstanceOf(LoginError);
  expect(error.message).toBe(`127.0.0.1:${port} refuses the password of 'torizon'`);
});

test('a system that is still starting up is asked again', async () => {
  const refusals = ['"System is booting up. Unprivileged users are not permitted to log in yet."'];
  const { port } = await serve({ refuseWith: () => refusals.pop() });
  const shell = await login({ port });
  expect((await shell.run('echo in')).stdout).toBe('in\n');
});

test('waits for a server that is not there yet', async () => {
  const port = await freePort();
  const host = await hostOf({ port });
  const connecting = host.connect({ within: '20s' });
  await serve({ port });
  const shell = kept(await connecting);
  expect((await shell.run('echo up')).stdout).toBe('up\n');
});

test('says why nobody could be reached', async () => {
  const port = await freePort();
  const host = await hostOf({ port });
  const refused = await rejection(host.connect({ within: '50ms' }));
  expect(refused).toBeInstanceOf(ConnectionLostError);
  expect(refused.message).toMatch(/no SSH login within 50ms .*\(waited .*\) in \d+ attempts?: 127\.0\.0\.1:\d+ refuses the connection/);
  const mute = createServer(() => {});
  const { port: mutePort } = await listening(mute);
  expect((await rejection((await hostOf({ port: mutePort })).connect({ within: '100ms' }))).message).toMatch(
    /1 attempt: .* accepts the connection, but its SSH handshake/,
  );
  mute.close();
  const named = await rejection((await hostOf({ port, host: 'no-such-board.invalid' })).connect({ within: '50ms' }));
  expect(named.message).toMatch(/no-such-board\.invalid/);
});

test('an abort ends the attempts with its reason', async () => {
  const host = await hostOf({ port: await freePort() });
  const controller = new AbortController();
  const connecting = rejection(host.connect({ within: '1min', signal: controller.signal }));
  controller.abort(new Error('SIGINT'));
  expect((await connecting).message).toBe('SIGINT');
});

test('the first host key is trusted, and kept when it is told; another one is refused until it is forgotten', async () => {
  const first = await serve();
  const host = await hostOf({ port: first.port });
  await kept(await host.connect({ within: '20s' })).run('true');
  // A process that is killed before it has seen whose key it is leaves none behind.
  expect(await new KnownHosts(dir, 'bench').pinned()).toBeUndefined();
  await host.hostKeys!.keep();
  expect(await new KnownHosts(dir, 'bench').pinned()).toBe(first.fingerprint);
  const flashed = await serve({ hostKey: newHostKey() });
  const error = await rejection((await hostOf({ port: flashed.port })).connect({ within: '20s' }));
  expect(error).toBeInstanceOf(HostKeyError);
  expect(error.message).toContain(first.fingerprint);
  expect(error.message).toContain(flashed.fingerprint);
  expect(error.remedy).toMatch(/reflash.*hil trust bench/);
  expect(flashed.logins()).toBe(0);
  await new KnownHosts(dir, 'bench').forget();
  await (await login({ port: flashed.port })).run('true');
});

test('before a host key is kept, a process lets in nobody but who answered first, until it forgets', async () => {
  const first = await serve();
  const known = new KnownHosts(dir, 'bench');
  known.shown = `SHA256:${'B'.repeat(43)}`;
  const target = { host: '127.0.0.1', port: first.port, user, password: literalSecret('login', password) };
  const attempt = { target, knownHosts: known, keepaliveMs: 0, signal: new AbortController().signal };
  await expect(openConnection(attempt)).rejects.toBeInstanceOf(HostKeyError);
  await known.forget();
  (await openConnection(attempt)).destroy();
  expect([known.shown, await known.pinned()]).toEqual([first.fingerprint, undefined]);
});

test('a second factor is refused with a sentence, and gets no password', async () => {
  const server = await serve({ secondFactor: 'Verification code: ' });
  const error = await rejection((await hostOf({ port: server.port })).connect({ within: '20s' }));
  expect(error.message).toMatch(/asks '.*' for a second factor \('Verification code:'\), which nobody can give in a run/);
  expect(server.answers()).toEqual(['']);
});

test('a pinned host key beats the kept one', async () => {
  const server = await serve();
  await new KnownHosts(dir, 'bench').pin('SHA256:something-else');
  await (await login({ port: server.port, hostKey: server.fingerprint })).run('true');
  const pinned = `SHA256:${'A'.repeat(43)}`;
  const error = await rejection((await hostOf({ port: server.port, hostKey: pinned })).connect({ within: '20s' }));
  expect(error.message).toContain('as the lab file says');
});

test('damaged known hosts are named', async () => {
  await writeFile(join(dir, 'known-hosts.json'), '{"bench":');
  const { port } = await serve();
  const error = await rejection((await hostOf({ port })).connect({ within: '20s' }));
  expect(error.message).toMatch(/known-hosts\.json is damaged/);
});

test('a link that falls silent is found dead, and ends what runs on it', async () => {
  const { port } = await serve();
  const relay = kept(await startRelay(port));
  const shell = await login({ port: relay.port }, 1000);
  const running = rejection(shell.run('sleep 100', { timeout: '1h' }));
  relay.goSilent();
  const reason = await shell.closed;
  expect(reason).toBeInstanceOf(ConnectionLostError);
  expect(reason?.message).toMatch(/broke: Keepalive timeout/);
  expect(await running).toBe(reason);
  expect(await rejection(shell.run('true'))).toBe(reason);
});

test('a closed shell is closed without a reason', async () => {
  const { port } = await serve();
  const shell = await login({ port });
  await shell[Symbol.asyncDispose]();
  await shell[Symbol.asyncDispose]();
  expect(await shell.closed).toBeUndefined();
  expect(await rejection(shell.run('true'))).toBeInstanceOf(ConnectionLostError);
});

test('a passphrase without a key that it opens is a mistake of the lab file', () => {
  const login = { host: 'board', user: 'torizon', passphrase: literalSecret('KEY_PASSPHRASE', 'opens-it-7') };
  const paths = (settings: SshSettings): unknown =>
    sshShell(settings)
      .schema.safeParse(settings)
      .error?.issues.map(({ path }) => path);
  expect(paths(login)).toEqual([['passphrase']]);
  expect(paths({ ...login, keyFile: 'key' })).toBeUndefined();
  expect(paths({ ...login, config: true })).toBeUndefined();
});
