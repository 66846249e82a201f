import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Rig } from '../core/driver.ts';
import { hostLimit } from '../core/testing/host-pace.ts';
import type { TcpConsoleSettings } from '../drivers/console/tcp-port.ts';
import { virtualBoard } from '../drivers/rig/virtual-board.ts';
import type { SshSettings } from '../drivers/ssh/ssh-shell.ts';
import { listening } from '../drivers/testing/wires.ts';
import { LabFolder } from './testing/lab-folder.ts';

vi.setConfig({ testTimeout: hostLimit(120_000) });

const password = { TEST_BOARD_PASSWORD: 'torizon' };

/** A board whose relay notes that it was asked, and switches no sooner than `condition` of sh holds. */
const gated = async (lab: LabFolder, name: string, seed: number, condition: string): Promise<string> => {
  const board = await virtualBoard({ speed: 50, seed }).start({
    board: name,
    stateDir: '',
    signal: AbortSignal.timeout(hostLimit(60_000)),
  });
  onTestFinished(() => board[Symbol.asyncDispose]());
  const { host } = board.power.settings as { readonly host: string };
  const { host: server, port, user } = board.ssh!.settings as SshSettings;
  const login = `{ user: '${user}', password: fromEnv('TEST_BOARD_PASSWORD') }`;
  const shelly = (on: boolean): string => `curl -sf 'http://${host}/rpc/Switch.Set?id=0&on=${on}'`;
  return `'${name}': verdinImx8mp({ speed: 50,
    power: ${relay(lab, name, condition, shelly)},
    consoles: { a53: ${uart(board, 'a53')}, m7: ${uart(board, 'm7')} },
    ssh: sshShell({ host: '${server}', port: ${port}, ...${login} }), login: ${login} })`;
};

const relay = (lab: LabFolder, name: string, condition: string, command: (on: boolean) => string): string => {
  const wait = `touch ${join(lab.dir, `${name}.asked`)}; until ${condition}; do sleep 0.1; done; `;
  const settings = { on: wait + command(true), off: wait + command(false), timeout: '10min' };
  return `commandSwitch(${JSON.stringify(settings)})`;
};

const uart = (board: Rig, which: 'a53' | 'm7'): string => {
  const { host, port } = board.consoles[which]!.settings as TcpConsoleSettings;
  return `tcpConsole({ host: '${host}', port: ${port} })`;
};

const asked = (lab: LabFolder, ...names: readonly string[]): string => names.map((name) => `[ -e ${lab.dir}/${name}.asked ]`).join(' && ');

test('boards of a pool are checked side by side, and one that is dead keeps no other from its scenarios', async () => {
  await using lab = new LabFolder();
  const silent = createServer((socket) => void socket.on('error', () => {}).resume());
  const { port } = await listening(silent);
  onTestFinished(() => void silent.close());
  // Each of the two good ones gets power only while the other two are being checked, too: one after the other none would.
  const dead = `'verdin-3': verdinImx8mp({ speed: 50, login: { user: 'torizon' },
    power: ${relay(lab, 'verdin-3', `[ -e ${lab.dir}/all-is-done ]`, () => 'true')},
    consoles: { a53: tcpConsole({ host: '127.0.0.1', port: ${port} }) } })`;
  const boards = [
    await gated(lab, 'verdin-1', 1, asked(lab, 'verdin-2', 'verdin-3')),
    await gated(lab, 'verdin-2', 2, asked(lab, 'verdin-1', 'verdin-3')),
    dead,
  ];
  lab.lab({ boards: boards.join(',\n') });
  const numbers = [1, 2, 3, 4, 5, 6];
  const body = "async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64'); }";
  lab.suite('first', numbers.map((number) => `scenario('number ${number}', {}, ${body});`).join('\n'));

  const run = lab.start(['run', '--board', 'verdin-*'], password);
  const finished = (): number =>
    ['verdin-1', 'verdin-2'].flatMap((board) => lab.events(board).filter(({ type }) => type === 'scenario.finished')).length;
  await run.until(() => lab.runs.length > 0 && finished() === numbers.length, hostLimit(90_000));
  expect(existsSync(join(lab.dir, 'verdin-3.asked'))).toBe(true);
  expect(lab.sees('verdin-3', 'health.checked')).toBe(false);
  lab.write('all-is-done', '');

  const { code, text } = await lab.endOf(run);
  expect(code, text).toBe(0);
  expect(Object.values(lab.verdicts())).toEqual(numbers.map(() => 'passed'));
  const seconds = String.raw`after [\d.]+ ?(ms|s|min)`;
  for (const board of ['verdin-1', 'verdin-2']) expect(text).toMatch(new RegExp(`^ {3}${board}: health check passed ${seconds}`, 'm'));
  expect(text).toMatch(new RegExp(`^ {3}verdin-3: health check failed at \\w+ ${seconds}`, 'm'));
  expect(text).toContain('verdin-3 is excluded: ');
});
