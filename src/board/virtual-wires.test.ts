import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsoleSession } from '../console/console-session.ts';
import type { DriverContext, Rig } from '../core/driver.ts';
import { LoginError } from '../core/errors.ts';
import { literalSecret } from '../core/secret.ts';
import { hostLimit } from '../core/testing/host-pace.ts';
import { boardClock } from '../core/time.ts';
import { virtualBoard } from '../drivers/rig/virtual-board.ts';
import { sshShell } from '../drivers/ssh/ssh-shell.ts';

// The drivers of a real lab, each alone, on the endpoints of a virtual board.

const speed = 50;
const stateDir = mkdtempSync(join(tmpdir(), 'hil-wires-'));
const context: DriverContext = { board: 'wires', clock: boardClock(speed), signal: new AbortController().signal, stateDir };
let rig: Rig & AsyncDisposable;

beforeAll(async () => {
  rig = await virtualBoard({ speed }).start({ board: 'wires', stateDir: tmpdir(), signal: AbortSignal.timeout(hostLimit(20_000)) });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
});

const consoleOf = async (name: 'a53' | 'm7'): Promise<ConsoleSession> =>
  new ConsoleSession({ name, stream: await rig.consoles[name]!.connect(context), clock: context.clock });

test('shellyPlug switches the relay, and its word is what the board proves', async () => {
  await using relay = await rig.power.connect(context);
  await using console = await consoleOf('a53');
  expect(await relay.state()).toBe('off');
  await relay.on();
  expect(await relay.state()).toBe('on');
  await console.expect('U-Boot SPL', { within: '30s' });
  await relay.off();
  expect(await relay.state()).toBe('off');
});

test('tcpConsole carries both UARTs, and what is typed reaches the board', async () => {
  await using relay = await rig.power.connect(context);
  await using a53 = await consoleOf('a53');
  await using m7 = await consoleOf('m7');
  await relay.on();
  // Not at the countdown of U-Boot: it lasts 20 ms of host time here.
  await a53.expect(/ login: ?$/, { within: '60s' });
  await a53.send('torizon\n');
  await a53.expect('torizon\nPassword:', { within: '30s' });
  expect(m7.tail(1)).toEqual([]);
  await relay.off();
});

test('sshShell runs commands, as root too, and copies files; a wrong password is refused as such', async () => {
  await using relay = await rig.power.connect(context);
  await relay.on();
  await using host = await rig.ssh!.connect(context);
  await using shell = await host.connect({ within: '90s' });
  expect(await shell.run('uname -m; exit 3', { reject: false })).toMatchObject({ stdout: 'aarch64\n', exitCode: 3 });
  expect((await shell.run('id -u', { asRoot: true })).stdout.trim()).toBe('0');
  await shell.put(new Uint8Array([0, 255, 10]), '/tmp/three', { asRoot: true, mode: 0o644 });
  expect([...(await shell.get('/tmp/three'))]).toEqual([0, 255, 10]);

  const { host: name, port, user, hostKey } = rig.ssh!.settings as { host: string; port: number; user: string; hostKey: string };
  const wrong = sshShell({ host: name, port, user, hostKey, password: literalSecret('wrong', 'wrong') });
  await using stranger = await wrong.connect({ ...context, board: 'stranger' });
  await expect(stranger.connect({ within: '30s' })).rejects.toBeInstanceOf(LoginError);
  await relay.off();
});
