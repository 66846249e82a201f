import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../console/console-session.ts';
import { CommandError, ConnectionLostError, LoginError } from '../../core/errors.ts';
import { literalSecret } from '../../core/secret.ts';
import { boardClock } from '../../core/time.ts';
import { installSudo } from '../testing/fake-sudo.ts';
import { MemoryStream } from '../testing/memory-stream.ts';
import { socat } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { ShellConsole } from '../testing/shell-console.ts';
import { bitFlips, kernelStorm, lostBytes, type Spoiling, SpoiltStream } from '../testing/spoilt-stream.ts';
import { missing } from '../testing/wires.ts';
import { SerialShell } from './serial-shell.ts';

const closing: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const clock = boardClock();

interface ShellSettings {
  readonly user?: string;
  readonly password?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly spoil?: Spoiling;
  /** How much shorter every wait is. */
  readonly haste?: number;
}

const openShell = async (command: string, { user = 'root', password = '', env = {}, spoil, haste = 1 }: ShellSettings = {}) => {
  const hasty = { ...clock, overdue: (ms: number) => clock.overdue(ms / haste) };
  const wire = new ShellConsole(command, env);
  const console = new ConsoleSession({ name: 'a53', stream: spoil ? new SpoiltStream(wire, spoil) : wire, clock: hasty });
  closing.push(() => console[Symbol.asyncDispose]());
  await console.expect('# ', { within: `${10 * haste}s` });
  const shell = new SerialShell({ console, clock: hasty, user, ...(password ? { password: literalSecret('p', password) } : {}) });
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

    test('does what it does for nobody in particular, whatever aliases and options the user has', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'profile-'));
      closing.push(() => rm(dir, { recursive: true }));
      const profile = join(dir, 'profile');
      const aliases = ['echo="echo X"', 'cat="cat -n"', 'rm="rm -i"', 'ls="ls --color=always"'].map((alias) => `alias ${alias}`);
      await writeFile(profile, [...aliases, 'set -eux', 'set -C', 'IFS=,', ''].join('\n'));
      const { shell } = await openShell(command.replace('--norc', `--rcfile ${profile}`), { env: { ENV: profile } });
      const file = join(dir, 'file');
      const steps = [
        `echo one >${file}`,
        `echo two words >${file}`,
        `cat ${file}`,
        `rm ${file}`,
        `ls -d ${dir} /`,
        'false',
        'echo "[$NO_SUCH]"',
      ];
      expect(await shell.run(steps.join('; '))).toMatchObject({ exitCode: 0, stdout: `two words\n/\n${dir}\n[]\n` });
      expect((await shell.run('exit 7', { reject: false })).exitCode).toBe(7);
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

describe.skipIf(missing(socat))('a wire that spoils what it carries', () => {
  // A shell that always blames the lab would never be wrong, and be of no use.
  const wires: readonly (readonly [string, (seed: number) => Spoiling, number])[] = [
    ['0.2 % lost bytes', (seed) => lostBytes(seed, 0.002), 2],
    ['1 % lost bytes', (seed) => lostBytes(seed, 0.01), 0],
    ['0.1 % flipped bits', (seed) => bitFlips(seed, 0.001), 0],
  ];
  test.for(wires)('%s: each command runs once and its output is right, or the lab is told', async ([, spoiling, leastRight]) => {
    let right = 0;
    const dir = await mkdtemp(join(tmpdir(), 'once-'));
    closing.push(() => rm(dir, { recursive: true }));
    for (let seed = 1; seed <= 4; seed++) {
      const { shell } = await openShell('/bin/bash --norc -i', { spoil: spoiling(seed), haste: 20 });
      const output = await shell
        .run(`echo ran >>${dir}/${seed}; echo "the quick brown fox ${seed}"; exit 3`, { reject: false })
        .catch((error) => error);
      if (output instanceof Error) expect(output).toMatchObject({ fault: 'lab' });
      else {
        right++;
        expect(output).toMatchObject({ exitCode: 3, stdout: `the quick brown fox ${seed}\n` });
        expect(await readFile(`${dir}/${seed}`, 'utf8')).toBe('ran\n');
      }
    }
    expect(right).toBeGreaterThanOrEqual(leastRight);
  });
});

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

  test.for([1, 2, 3])('text of the kernel in the middle of everything, marks included, never becomes output (%i)', async (seed) => {
    const { shell } = await openShell('/bin/bash --norc -i', { spoil: kernelStorm(seed, 60) });
    for (const text of ['a line that is long enough to be hit by a storm of kernel messages', 'short']) {
      expect(await shell.run(`echo ${text}; echo end; exit 3`, { reject: false })).toMatchObject({ exitCode: 3, stdout: `${text}\nend\n` });
    }
  });

  test('much output is bounded, and goes whole into a file on request', async () => {
    const { shell } = await openShell('/bin/bash --norc -i');
    const dir = await mkdtemp(join(tmpdir(), 'file-'));
    closing.push(() => rm(dir, { recursive: true }));
    const output = await shell.run('seq 1 20000', { maxBytes: 12, toFile: join(dir, 'out') });
    const whole = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join('');
    expect(output).toMatchObject({ stdout: `1\n2\n3\n\n[${whole.length - 12} bytes left out]\n20000\n`, leftOutBytes: whole.length - 12 });
    expect(await readFile(join(dir, 'out'), 'utf8')).toBe(whole);
  });

  test('what looks like the kernel but is output stays, colours, tabs and bytes that are no text included', async () => {
    const { shell } = await openShell('/bin/bash --norc -i');
    expect((await shell.run("echo '[   39.711380] from dmesg'")).stdout).toBe('[   39.711380] from dmesg\n');
    expect((await shell.run("printf 'a\\tb\\033[31mred\\033[0m\\r\\nback\\bspace é\\n'")).stdout).toBe(
      'a\tb\x1b[31mred\x1b[0m\r\nback\bspace é\n',
    );
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
