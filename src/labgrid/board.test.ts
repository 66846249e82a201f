import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdinImx8mp } from '../board/verdin-imx8mp.ts';
import { virtualBoard } from '../board/virtual-board.ts';
import type { Rig } from '../core/driver.ts';
import type { EventBody } from '../core/event.ts';
import type { TcpConsoleSettings } from '../transport/tcp-port.ts';
import { labgridPlace } from './labgrid-place.ts';
import { StandInCoordinator } from './testing/coordinator.ts';

// A virtual board whose UARTs an exporter of labgrid serves: everything from the lab file down is the real code.

let board: Rig & AsyncDisposable;
let coordinator: StandInCoordinator;
let stateDir: string;

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
  const matches = [{ exporter: 'rack1', group: 'verdin', cls: '*' }];
  [board, coordinator] = await Promise.all([
    virtualBoard({ speed: 100 }).start({ board: 'verdin-01', stateDir, signal: AbortSignal.timeout(20_000) }),
    StandInCoordinator.start({ 'verdin-01': matches }),
  ]);
});

afterEach(async () => {
  await coordinator[Symbol.asyncDispose]();
  await board[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
});

test('a board of a labgrid place opens, boots to a login and goes back free', async () => {
  const [a53, m7] = [board.consoles.a53!, board.consoles.m7!].map(({ settings }) => settings as TcpConsoleSettings);
  await coordinator.exporter('rack1', {
    verdin: {
      a53: { cls: 'NetworkSerialPort', host: a53!.host, port: a53!.port, protocol: 'raw', speed: 115_200 },
      m7: { cls: 'NetworkSerialPort', host: m7!.host, port: m7!.port, protocol: 'raw', speed: 115_200 },
    },
  });
  const { power, ssh, login, speed } = board;
  const place = labgridPlace({ coordinator: coordinator.address, place: 'verdin-01', power, ssh: ssh!, login, speed: speed! });
  const events: EventBody[] = [];
  const signal = new AbortController().signal;
  const context = { name: 'verdin-01', signal, stateDir, firmware: {}, log: () => {}, emit: (event: EventBody) => void events.push(event) };
  const live = await verdinImx8mp(place).open(context);
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^[^/]+\/\S+\+hil-[0-9a-f]{8}$/);

  await live.prepare({ boot: 'cold' }, signal);
  const handle = live.handle(signal);
  expect((await handle.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
  expect((await handle.serial.run('echo over the serial port')).stdout.trim()).toBe('over the serial port');
  await live.end('off');
  await live[Symbol.asyncDispose]();

  expect(events).toContainEqual(expect.objectContaining({ type: 'board.opened', simulated: false }));
  expect(await coordinator.holderOf('verdin-01')).toBeUndefined();
  expect(readdirSync(stateDir).filter((name) => name.includes('.labgrid-'))).toEqual([]);
  await expect.poll(() => coordinator.sessions).toBe(0);
});
