import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { literalSecret } from '../core/secret.ts';
import { tcpConsole } from '../drivers/console/tcp-port.ts';
import { easyInstaller } from '../drivers/installer/easy-installer.ts';
import { labgridPlace } from '../drivers/labgrid/labgrid-place.ts';
import { commandPins } from '../drivers/power/command-pins.ts';
import { shellyPlug } from '../drivers/power/shelly-plug.ts';
import { sshShell } from '../drivers/ssh/ssh-shell.ts';
import { tftpServer } from '../drivers/tftp/tftp-server.ts';
import { checkLab } from './check-lab.ts';
import type { LabDefinition } from './lab.ts';
import { board, relay, rig, simulation } from './testing/parts.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-'));
for (const name of ['Image', 'board.dtb']) writeFileSync(join(dir, name), '\xd0\x0d\xfe\xed');

const mistakes = (lab: Omit<LabDefinition, 'boards'>, parts: object = rig): string[] =>
  // Whether the folders and files of the lab are good is asked elsewhere.
  checkLab({ boards: { desk: board(parts) }, ...lab }, dir).filter((sentence) => !/^(?:os|netboot)\.|\.path: /.test(sentence));

const system = { os: { image: { kind: 'tezi', path: 'image' } } } as const;
const netboot = { netboot: { next: { kernel: 'Image', deviceTree: 'board.dtb', arguments: 'root=/dev/ram0' } } } as const;
const installer = easyInstaller({ folder: 'tezi', usb: '1:2', serve: { host: '10.0.0.2' } });
const ownRecovery = easyInstaller({ folder: 'tezi', usb: '1:2', serve: { host: '10.0.0.2' }, recovery: 'to-recovery' });
const recovery = commandPins({ recovery: { press: 'pull', release: 'let go' } });
const tftp = tftpServer({ host: '10.0.0.2', folder: dir });
const password = literalSecret('LAB_PASSWORD', 'secret');

test.each<[string, Omit<LabDefinition, 'boards'>, object, RegExp | undefined]>([
  ['systems and no installer', system, rig, /^os: no board has an installer/],
  ['systems and an installer', system, { ...rig, installer, pins: recovery }, undefined],
  ['an installer with a command of its own', system, { ...rig, installer: ownRecovery }, undefined],
  [
    'an installer that cannot begin',
    system,
    { ...rig, installer },
    /^boards\.desk\.installer: nothing takes this board into recovery mode/,
  ],
  [
    'an installer beside other pins',
    system,
    { ...rig, installer, pins: commandPins({ reset: { press: 'pull', release: 'let go' } }) },
    /recovery mode/,
  ],
  ['an installer and no systems', {}, { ...rig, installer: ownRecovery }, /^boards\.desk\.installer: the lab file names no system/],
  ['netboot and no server', netboot, rig, /^netboot: no board has a TFTP server/],
  ['netboot and a server', netboot, { ...rig, tftp }, undefined],
  ['a server alone, which preloads', {}, { ...rig, tftp }, undefined],
  ['netboot and a board that may bring its server', netboot, simulation({}), undefined],
  ['nothing of it', {}, rig, undefined],
  ['empty entries', { os: {}, netboot: {} }, rig, undefined],
])('%s', (_, lab, parts, says) => {
  const found = mistakes(lab, parts);
  expect(found).toEqual(says ? [expect.stringMatching(says)] : []);
});

const labgrid = { coordinator: 'lab', place: 'desk', login: { user: 'root' } } as const;
const static10 = { address: '10.0.0.7' } as const;

test.each<[string, object, string | undefined]>([
  ['a user of a Shelly plug', { power: shellyPlug({ host: 'plug', user: 'lab' }) }, 'power.user: expected a `password` beside it'],
  ['with its password', { power: shellyPlug({ host: 'plug', user: 'lab', password }) }, undefined],
  [
    'a baud rate of a raw port',
    { consoles: { a53: tcpConsole({ host: 'ser', port: 1, baudRate: 9600 }) } },
    "consoles.a53.baudRate: expected protocol: 'rfc2217'",
  ],
  ['one of rfc2217', { consoles: { a53: tcpConsole({ host: 'ser', port: 1, baudRate: 9600, protocol: 'rfc2217' }) } }, undefined],
  [
    'a gateway without a netmask',
    { tftp: tftpServer({ host: '10.0.0.2', folder: dir, board: { ...static10, gateway: '10.0.0.1' } }) },
    'tftp.board',
  ],
  [
    'with one',
    { tftp: tftpServer({ host: '10.0.0.2', folder: dir, board: { ...static10, netmask: '255.0.0.0', gateway: '10.0.0.1' } }) },
    undefined,
  ],
  ['a factory password alone', { login: { user: 'torizon', factoryPassword: 'torizon' } }, 'login.factoryPassword: expected a `password`'],
  ['one with another to choose', { login: { user: 'torizon', factoryPassword: 'torizon', password } }, undefined],
  ['the same over SSH', { ssh: sshShell({ host: 'b', user: 'torizon', factoryPassword: 'torizon' }) }, 'ssh.factoryPassword: expected'],
])('%s', (_, parts, says) => {
  const found = mistakes({}, { ...rig, ...parts });
  expect(found).toEqual(says === undefined ? [] : [expect.stringContaining(`boards.desk.${says}`)]);
  if (says === 'tftp.board') expect(found.join()).toMatch(/gateway.*netmask/);
});

test('of a place of labgrid two settings for one part are a mistake', () => {
  const found = (more: object): string[] => mistakes({}, labgridPlace({ ...labgrid, ...more }));
  const a53 = rig.consoles.a53;
  expect(found({ power: relay({ host: 'h' }), relay: 'outlet' })).toEqual([
    expect.stringContaining('boards.desk.relay: expected no `power`'),
  ]);
  expect(found({ m7: a53, consoles: { m7: 'm7' } })).toEqual([expect.stringContaining('boards.desk.m7: expected no `consoles.m7`')]);
  expect([found({ power: relay({ host: 'h' }) }), found({ relay: 'outlet' }), found({ m7: a53, consoles: { a53: 'a' } })]).toEqual([
    [],
    [],
    [],
  ]);
});
