import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CommandError, ConnectionLostError, LoginError } from '../core/errors.ts';
import { literalSecret } from '../core/secret.ts';
import { boardClock } from '../core/time.ts';
import { ConsoleSession } from './console-session.ts';
import { SerialShell } from './serial-shell.ts';
import { installSudo } from './testing/fake-sudo.ts';
import { MemoryStream } from './testing/memory-stream.ts';
import { socat } from './testing/pty.ts';
import { rejection } from './testing/rejection.ts';
import { ShellConsole } from './testing/shell-console.ts';
import { missing } from './testing/wires.ts';

const closing: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const clock = boardClock();

const openShell = async (command: string, { user = 'root', password = '', env = {} } = {}) => {
  const wire = new ShellConsole(command, env);
  const console = new ConsoleSession({ name: 'a53', stream: wire, clock });
  closing.push(() => console[Symbol.asyncDispose]());
  await console.expect('# ', { within: '10s' });
  const shell = new SerialShell({ console, clock, user, ...(password ? { password: literalSecret('p', password) } : {}) });
  return { shell, wire, console };
};

const shells = ['/bin/bash --norc -i', '/bin/dash -i', '/bin/busybox sh -i'].filter((command) => existsSync(command.split(' ')[0]!));

for (const command of shells) {
  describe.skipIf(missing(socat))(`${command} on a terminal`, () => {
    test('gives the output and the exit status, and nothing of the echo or the prompt', async () => {
      const { shell } = await openShell(command);
      expect(await shell.run('echo one; echo two >&2')).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\n', stderr: '' });
      expect(await shell.run('printf "no ending"', { reject: false })).toMatchObject({ stdout: expect.stringContaining('no ending') });
      const error = await rejection(shell.run('echo broken; exit 3'));
      expect(error).toMatchObject({ exitCode: 3, evidence: ['serial: broken'] });
      expect((await shell.run('false', { reject: false })).exitCode).toBe(1);
    });

    test('takes quotes, dollars, tabs, line endings, exclamation marks and what is no syntax at all', async () => {
      const { shell } = await openShell(command);
      const text = `a 'b' "c" $HOME \\n \t ! # & | * é % %s`;
      expect((await shell.run(`cat <<'END'\n${text}\nEND`)).stdout).toBe(`${text}\n`);
      expect((await shell.run('if', { reject: false })).exitCode).not.toBe(0);
      expect((await shell.run('cat')).stdout).toBe('');
      expect((await shell.run('cd /; pwd # here')).stdout).toBe('/\n');
    });

    test('takes a command longer than the terminal', async () => {
      const { shell } = await openShell(command);
      const long = `${'x'.repeat(60)} '`.repeat(80);
      expect((await shell.run(`cat <<'END'\n${long}\nEND`)).stdout).toBe(`${long}\n`);
    });

    test('ends a command that takes too long, and listens again', async () => {
      const { shell } = await openShell(command);
      const error = await rejection(shell.run('echo started; sleep 100', { timeout: '300ms' }));
      expect(error).toBeInstanceOf(CommandError);
      expect(error.message).toBe("'echo started; sleep 100' did not end within 300ms and was killed");
      expect((await shell.run('echo again')).stdout).toBe('again\n');
    });
  });
}

describe.skipIf(missing(socat))('a shell beside the kernel', () => {
  test('kernel lines are left out of the output', async () => {
    const { shell, wire, console } = await openShell('/bin/bash --norc -i');
    const dir = await mkdtemp(join(tmpdir(), 'go-'));
    closing.push(() => rm(dir, { recursive: true }));
    const running = shell.run(`echo one; while [ ! -e ${dir}/go ]; do sleep 0.01; done; echo two`);
    await console.expect('one\n', { within: '10s' });
    wire.interject('[   39.711380] remoteproc remoteproc0: remote processor imx-rproc is now up\r\n');
    wire.interject('[   39.812345][    T1] imx-rproc imx8mp-cm7: Translation failed\r\n');
    await writeFile(`${dir}/go`, '');
    expect((await running).stdout).toBe('one\ntwo\n');
  });

  test('kernel text in the middle of a marker is made up for by the other one', async () => {
    const { near, far } = MemoryStream.pair();
    const console = new ConsoleSession({ name: 'a53', stream: near, clock });
    closing.push(() => console[Symbol.asyncDispose]());
    let typed = '';
    far.onData((chunk) => {
      typed += Buffer.from(chunk).toString();
      const id = /echo hil-''b-([\w-]+).*\r/.exec(typed)?.[1];
      if (id === undefined) return;
      typed = '';
      const kernel = '[   39.711380] remoteproc remoteproc0: now up\r\n';
      void far.write(
        `hil-b-${kernel}${id}\r\nhil-b-${id}\r\nout\r\nhil-e-${id.slice(0, 4)}${kernel}${id.slice(4)} 0\r\nhil-e-${id} 0\r\n# `,
      );
    });
    const output = await new SerialShell({ console, clock, user: 'root' }).run('echo out');
    expect(output).toMatchObject({ exitCode: 0, stdout: 'out\n' });
  });

  test('an aborted command is interrupted', async () => {
    const { shell } = await openShell('/bin/bash --norc -i');
    const controller = new AbortController();
    const running = rejection(shell.run('sleep 100', { signal: controller.signal }));
    controller.abort(new Error('the scenario is over'));
    expect((await running).message).toBe('the scenario is over');
    expect((await shell.run('echo free')).stdout).toBe('free\n');
  });

  test('becomes root by sudo, and the password is never shown', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sudo-'));
    closing.push(() => rm(dir, { recursive: true }));
    await installSudo(dir, 'swordfish');
    const env = { PATH: `${dir}:${process.env.PATH}` };
    const { shell, console } = await openShell('/bin/bash --norc -i', { user: 'torizon', password: 'swordfish', env });
    const sent: string[] = [];
    console.onSent((text) => sent.push(text));
    expect((await shell.run('echo "$AS_ROOT"; cat', { asRoot: true })).stdout).toContain('yes\n');
    expect(sent.join('')).not.toContain('swordfish');
    expect((await shell.run('echo "$AS_ROOT"')).stdout).toBe('\n');
    const wrong = await openShell('/bin/bash --norc -i', { user: 'torizon', password: 'wrong-one', env });
    expect(await rejection(wrong.shell.run('true', { asRoot: true }))).toBeInstanceOf(LoginError);
    expect((await wrong.shell.run('echo after')).stdout).toBe('after\n');
  });
});

test('a board that answers nothing any more is told from a command that takes too long', async () => {
  const { near, far } = MemoryStream.pair();
  const hasty = { ...clock, overdue: (ms: number) => clock.overdue(ms / 100) };
  const console = new ConsoleSession({ name: 'a53', stream: near, clock: hasty });
  closing.push(() => console[Symbol.asyncDispose]());
  // A shell that begins the command and then dies: all it has is the echo of what the begin marker will be.
  far.onData((chunk) => {
    const marker = /echo hil-''(b-[\w-]+)/.exec(Buffer.from(chunk).toString())?.[1];
    if (marker && !far.written.includes('hil-b')) void far.write(`hil-${marker}\r\n`);
  });
  const shell = new SerialShell({ console, clock: hasty, user: 'root' });
  const error = await rejection(shell.run('reboot -f', { timeout: '2s' }));
  expect(error).toBeInstanceOf(ConnectionLostError);
});
