import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commandSwitch } from '../power/command-switch.ts';
import { manualSwitch } from '../power/manual-switch.ts';
import { pduDaemon } from '../power/pdu-daemon.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import { serialConsole } from '../transport/serial-port.ts';
import { tcpConsole } from '../transport/tcp-port.ts';
import { wiresOf } from './wires.ts';

const wires = (power: object, consoles: object) => wiresOf({ parts: { power, consoles } });

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

test('outlets and commands are wires, and so is what a lab’s own driver is set to', () => {
  expect(wires(pduDaemon({ host: 'pdu', pdu: 'rack1', outlet: 4 }), {})).toEqual(['pdudaemon pdu:16421 rack1 outlet 4']);
  expect(wires(pduDaemon({ host: 'pdu', alias: 'verdin' }), {})).toEqual(['pdudaemon pdu:16421 alias verdin']);
  expect(wires(commandSwitch({ on: 'relay 1', off: 'relay 0', timeout: '5s' }), {})).toEqual([
    expect.stringMatching(/^command relay [\da-f]{12}$/),
  ]);
  const own = (settings: object) => wires({ driver: 'usb-hub', settings }, {});
  expect(own({ port: 2, hub: '1-1', password: 'x' })).toEqual(own({ hub: '1-1', port: 2 }));
  expect(own({ hub: '1-1', port: 2 })).not.toEqual(own({ hub: '1-1', port: 3 }));
});

test('a simulated board has none, and a place of a remote lab is one', () => {
  expect(wiresOf({ simulated: true, parts: { rig: 'virtual', settings: {} } })).toEqual([]);
  const settings = { coordinator: 'lab:20408', place: 'verdin-1', login: { user: 'torizon' } };
  for (const coordinator of ['lab:20408', 'lab', 'LAB'])
    expect(wiresOf({ parts: { rig: 'labgrid', settings: { ...settings, coordinator } } })).toEqual(['labgrid lab:20408 place verdin-1']);
  const local = (coordinator: string) => wiresOf({ parts: { rig: 'labgrid', settings: { ...settings, coordinator } } });
  expect(local('[::1]')).toEqual(local('localhost:20408'));
  expect(local('[fd00::7]')).toEqual(['labgrid [fd00::7]:20408 place verdin-1']);
});
