import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { BoardAlone } from './testing/board-alone.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: hostLimit(120_000) });

const failing = `
scenario('wants x86', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('x86_64');
});
scenario('after', {}, async ({ board }) => {
  await board.linux.run('true');
});
`;

const labWith = (board: BoardAlone): LabFolder => {
  const lab = new LabFolder();
  lab.lab({ boards: `real: ${board.wiring()}` });
  lab.suite('first', failing);
  return lab;
};

/** `hil run` on a terminal of its own; util-linux' script(1) types there what is written to it. */
const onTerminal = (lab: LabFolder, board: BoardAlone, args: string) => {
  const command = `exec ${join(projectRoot, 'bin/hil')} ${args}`;
  const { CI: _, ...inherited } = process.env;
  const own = {
    TMPDIR: lab.tmp,
    HIL_LEASES: join(lab.dir, 'leases'),
    NODE_OPTIONS: '',
    VITEST: '',
    LAB_PASSWORD: board.endpoints.ssh.password,
  };
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: lab.dir,
    env: { ...inherited, ...own },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const shown = { text: '' };
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown.text += text;
  });
  const until = (pattern: RegExp): Promise<void> =>
    vi.waitFor(() => expect(shown.text).toMatch(pattern), { timeout: hostLimit(90_000), interval: 50 });
  return { terminal, shown, until, ended: once(terminal, 'close') };
};

test('--debug opens the console of the board that failed, with its power, and leaving it switches it off', async () => {
  await using board = await BoardAlone.start();
  await using lab = labWith(board);
  const { terminal, shown, until, ended } = onTerminal(lab, board, 'run --debug');
  await until(/Ctrl-\] ends the run and switches the board off/);
  expect(shown.text).toMatch(/FAILED first > wants x86 - dut: expected 'aarch64' to be 'x86_64'/);
  expect(await board.power()).toBe('on');

  terminal.stdin.write('hunter2-typed\r');
  await until(/hunter2-typed[\s\S]*Password/);
  terminal.stdin.write('\x1d');

  expect((await ended)[0]).toBe(1);
  expect(shown.text).toContain('the run ends, and real is switched off');
  expect(await board.power()).toBe('off');
  expect(lab.verdicts()).toEqual({ 'wants x86': 'failure', after: 'error' });
  expect(readFileSync(join(lab.run, 'junit.xml'), 'utf8')).not.toContain('hunter2');
  const sent = lab
    .events('real')
    .flatMap((event) => (event.type === 'console.sent' ? [Buffer.from(event.bytes, 'base64').toString()] : []));
  expect(sent.join('')).not.toMatch(/hunter2/);
});

test('a terminal that is closed switches the board off', async () => {
  await using board = await BoardAlone.start();
  await using lab = labWith(board);
  const { terminal, until, ended } = onTerminal(lab, board, 'run --debug');
  await until(/Ctrl-\] ends the run/);
  // Of script, which closes the terminal: the run gets a hang-up.
  terminal.kill('SIGKILL');
  await ended;
  await vi.waitFor(async () => expect(await board.power()).toBe('off'), { timeout: hostLimit(90_000), interval: 100 });
  await vi.waitFor(() => expect(lab.verdicts()).toEqual({ 'wants x86': 'failure', after: 'error' }), {
    timeout: hostLimit(90_000),
    interval: 100,
  });
});

test('--debug is refused in one sentence where nobody could type, before anything is touched', async () => {
  await using board = await BoardAlone.start();
  await using lab = labWith(board);
  const password = { LAB_PASSWORD: board.endpoints.ssh.password };
  const piped = await lab.hil(['run', '--debug'], { ...password, CI: '' });
  expect(piped.code).toBe(3);
  expect(piped.stderr).toContain('--debug opens the console of a board for a person, and this run has no terminal');
  const ci = await lab.hil(['run', '--debug'], { ...password, CI: 'true' });
  expect(ci.code).toBe(3);
  expect(ci.stderr).toContain('CI is set');
  expect(lab.runs).toEqual([]);
  expect(await board.power()).toBe('off');
});
