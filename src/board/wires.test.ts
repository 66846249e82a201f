import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Driver, Rig } from '../core/driver.ts';
import type { PowerSwitch } from '../core/power.ts';
import { serialConsole } from '../drivers/console/serial-port.ts';
import { tcpConsole } from '../drivers/console/tcp-port.ts';
import { labgridPlace } from '../drivers/labgrid/labgrid-place.ts';
import { commandSwitch } from '../drivers/power/command-switch.ts';
import { manualSwitch } from '../drivers/power/manual-switch.ts';
import { pduDaemon } from '../drivers/power/pdu-daemon.ts';
import { shellyPlug } from '../drivers/power/shelly-plug.ts';
import { virtualBoard } from '../drivers/rig/virtual-board.ts';
import { verdinImx8mp } from './models/verdin-imx8mp/verdin-imx8mp.ts';

const login = { user: 'root' };
const wires = (power: Driver<PowerSwitch>, consoles: Rig['consoles']) => verdinImx8mp({ power, consoles, login }).wires();

test('how a wire is spoken to makes no other wire of it', () => {
  const one = wires(shellyPlug({ host: 'Plug-3.lab', channel: 0 }), {
    a53: tcpConsole({ host: 'localhost', port: 4001, pace: { chunk: 16, gap: '2ms' } }),
    m7: tcpConsole({ host: '127.0.0.1', port: 4002 }),
  });
  const two = wires(shellyPlug({ host: 'plug-3.lab' }), {
    a53: tcpConsole({ host: '127.0.0.1', port: 4001, protocol: 'rfc2217', baudRate: 9600 }),
  });

  expect(one).toEqual(['shelly plug-3.lab channel 0', 'tcp 127.0.0.1:4001', 'tcp 127.0.0.1:4002']);
  expect(two).toEqual(one.slice(0, 2));
});

test('a name below /dev/serial is the device that it leads to', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-by-id-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'ttyUSB3'), '');
  symlinkSync('ttyUSB3', join(dir, 'usb-Toradex_AG_Verdin-if03-port0'));
  const byId = wires(manualSwitch(), { a53: serialConsole({ path: join(dir, 'usb-Toradex_AG_Verdin-if03-port0') }) });

  expect(byId).toEqual([`serial ${join(dir, 'ttyUSB3')}`]);
  expect(byId).toEqual(wires(manualSwitch(), { a53: serialConsole({ path: join(dir, 'ttyUSB3'), baudRate: 921_600 }) }));
  expect(wires(manualSwitch(), { a53: serialConsole({ path: '/dev/not-there' }) })).toEqual(['serial /dev/not-there']);
});

test('outlets and commands are wires', () => {
  expect(wires(pduDaemon({ host: 'pdu', pdu: 'rack1', outlet: 4 }), {})).toEqual(['pdudaemon pdu:16421 rack1 outlet 4']);
  expect(wires(pduDaemon({ host: 'pdu', alias: 'verdin' }), {})).toEqual(['pdudaemon pdu:16421 alias verdin']);
  expect(wires(commandSwitch({ on: 'relay 1', off: 'relay 0', timeout: '5s' }), {})).toEqual([
    expect.stringMatching(/^command relay [\da-f]{12}$/),
  ]);
});

test('a simulated board has none, and a place of a remote lab is one, with what the lab file adds to it', () => {
  expect(verdinImx8mp(virtualBoard()).wires()).toEqual([]);
  const place = (coordinator: string, more: object = {}) =>
    verdinImx8mp(labgridPlace({ coordinator, place: 'verdin-1', login, ...more })).wires();
  for (const coordinator of ['lab:20408', 'lab', 'LAB']) expect(place(coordinator)).toEqual(['labgrid lab:20408 place verdin-1']);
  expect(place('[::1]')).toEqual(place('localhost:20408'));
  expect(place('[fd00::7]')).toEqual(['labgrid [fd00::7]:20408 place verdin-1']);
  expect(place('lab', { power: shellyPlug({ host: 'plug' }) })).toEqual(['labgrid lab:20408 place verdin-1', 'shelly plug channel 0']);
});
