import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabFolder } from '../../cli/testing/lab-folder.ts';
import type { Rig } from '../../core/driver.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import type { TcpConsoleSettings } from '../console/tcp-port.ts';
import { virtualBoard } from '../rig/virtual-board.ts';
import type { SshSettings } from '../ssh/ssh-shell.ts';
import { context } from '../testing/wires.ts';
import { StandInCoordinator } from './testing/coordinator.ts';

// A whole run, with all its processes, on a board that outlives them.

let board: Rig & AsyncDisposable;
let coordinator: StandInCoordinator;

beforeEach(async () => {
  coordinator = await StandInCoordinator.start({ 'verdin-01': [{ exporter: '*', group: '*', cls: '*' }] });
  board = await virtualBoard({ speed: 50 }).start({ board: 'verdin-01', stateDir: '', signal: AbortSignal.timeout(hostLimit(30_000)) });
  const { host, port } = board.consoles.a53!.settings as TcpConsoleSettings;
  await coordinator.exporter('rack1', { verdin: { uart3: { cls: 'NetworkSerialPort', host, port, protocol: 'raw' } } });
});
afterEach(async () => {
  await board[Symbol.asyncDispose]();
  await coordinator[Symbol.asyncDispose]();
});

const labOf = (endState: 'off' | 'keep'): LabFolder => {
  const lab = new LabFolder();
  const { host, port, user } = board.ssh!.settings as SshSettings;
  const relay = (board.power.settings as { readonly host: string }).host;
  const password = "fromEnv('TEST_BOARD_PASSWORD')";
  lab.lab({
    boards: `'verdin-01': verdinImx8mp(lab.labgridPlace({
      coordinator: '${coordinator.address}', place: 'verdin-01', speed: 50,
      power: shellyPlug({ host: '${relay}' }),
      ssh: lab.sshShell({ host: '${host}', port: ${port}, user: '${user}', password: ${password} }),
      login: { user: '${user}', password: ${password} },
    }), { endState: '${endState}' })`,
  });
  lab.suite('first', "scenario('sleeps', {}, async ({ board }) => { await board.linux.run('sleep 3000', { timeout: '1h' }); });");
  return lab;
};
const env = { TEST_BOARD_PASSWORD: 'torizon' };
const relayState = async (): Promise<string> => (await board.power.connect(context())).state();

test.each([
  ['off', 'off'],
  ['keep', 'on'],
] as const)(
  'when the process of its board is killed, a run with end state %s frees the place and leaves the power %s',
  { timeout: hostLimit(120_000) },
  async (endState, power) => {
    await using lab = labOf(endState);
    const run = lab.start(['run', '--board', 'verdin-01'], env);
    await run.until(() => lab.runs.length === 1 && lab.sees('verdin-01', 'scenario.started'), 90_000);
    expect(await coordinator.holderOf('verdin-01')).toBeDefined();
    const owner = run.family.find((line) => line.includes('board-process.ts'))!;
    process.kill(Number.parseInt(owner, 10), 'SIGKILL');
    expect(await lab.endOf(run)).toMatchObject({ code: 2 });
    expect(await coordinator.holderOf('verdin-01')).toBeUndefined();
    expect(await relayState()).toBe(power);
  },
);
