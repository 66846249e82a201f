import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { VirtualSettings } from '../src/core/virtual.ts';
import { bitLine, withParity } from './bit-line.ts';
import { heardFrom } from './partial-wires.ts';
import { strangerWirings } from './stranger-wirings.ts';
import { dutWith, serial, shelly, tcp, type WrongWiring } from './wiring.ts';

// What goes wrong on an evening with a board: wrong channels, habits of other boards, relays that lie, boot loaders and systems that were set up for a product.

const atRate = (baudRate: number): WrongWiring['wire'] =>
  dutWith(async ({ wires, dut }) => {
    const line = await wires.changing(dut.consoles.a53, (bytes) => bitLine(bytes, 115_200, baudRate));
    return { a53: serial(await wires.pty(line), baudRate) };
  });

const lines: readonly WrongWiring[] = [
  {
    name: 'a serial port at 921600 baud',
    wire: atRate(921_600),
    bad: { what: 'power', says: /its baud rate is wrong, which is set to 921600.*baudRate: 115200/s },
  },
  {
    name: 'a serial port at 1500000 baud, as other makers have it',
    wire: atRate(1_500_000),
    bad: { what: 'power', says: /its baud rate is wrong, which is set to 1500000.*baudRate: 115200/s },
  },
  {
    name: 'seven bits and an odd parity bit',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => Buffer.from(withParity(bytes).map((byte) => byte ^ 0x80)))),
    })),
    bad: { what: 'power', says: /carries text with a parity bit/ },
  },
  {
    name: 'the channel of the JTAG chip opened as the console',
    wire: dutWith(async ({ wires }) => ({ a53: tcp(await wires.mute()) })),
    bad: { what: 'power', says: /no boot loader banner.*RX wire/s },
  },
  {
    name: 'adapters that changed places with those of the next board after a restart of the host',
    wire: ({ right: { dut, next } }) => ({ dut: { ...dut, a53: next.m7!, m7: next.a53 }, next: { ...next, a53: dut.m7!, m7: dut.a53 } }),
    bad: { what: 'power', says: /the consoles of this board and next are crossed.*on console m7 of next/s },
  },
  {
    name: 'levels of 1.8 V on an adapter of 3.3 V, which loses bits',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { flips: 0.6 })) })),
    bad: { what: 'power', says: /carries text that is spoilt.*level/s },
  },
];

const deafSwitch = (host: string, port: number): string => {
  const asks = (what: string): string => `{ url: 'http://${host}:${port}/rpc/Switch.GetStatus?id=0&wants=${what}' }`;
  return `httpSwitch({ on: ${asks('on')}, off: ${asks('off')} })`;
};

const relays: readonly WrongWiring[] = [
  {
    name: 'a PDU that says OK and does nothing, on a board that is on',
    wire: dutWith(async ({ dut: { relay } }) => {
      await fetch(`http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=true`);
      const deaf = deafSwitch(relay.host, relay.port);
      return { power: deaf };
    }),
    bad: { what: 'relay', says: /still answers on its console|kept talking/ },
  },
  {
    name: 'a PDU that says OK and does nothing, on a board that is off',
    wire: dutWith(({ dut: { relay } }) => {
      const deaf = deafSwitch(relay.host, relay.port);
      return { power: deaf };
    }),
    bad: { what: 'power', says: /no boot loader banner.*its contact does not close/s },
  },
  {
    name: 'a relay that takes connections and never answers',
    wire: dutWith(async ({ wires, dut, next }) => ({ power: shelly(await wires.relay(dut.relay, next.relay, { hangs: true })) })),
    bad: { what: 'wires', says: /does not answer/ },
  },
  {
    name: 'a relay whose firmware answers every call with an error',
    wire: dutWith(async ({ wires, dut, next }) => ({ power: shelly(await wires.relay(dut.relay, next.relay, { answers: 500 })) })),
    bad: { what: 'wires', says: /500/ },
  },
];

const brokenSystem = (kind: 'no-ssh' | 'expired-password' | 'noise', at: 'userspace' | 'u-boot'): VirtualSettings => ({
  speed: 15,
  faults: [{ kind, at }],
});

const systems: readonly WrongWiring[] = [
  {
    name: 'a system without an SSH server',
    board: brokenSystem('no-ssh', 'userspace'),
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'linux', says: /no SSH login|refuses the connection|SSH/ },
  },
  {
    name: 'a password that has expired',
    board: brokenSystem('expired-password', 'userspace'),
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'linux', says: /another password|expired/ },
  },
  {
    name: 'an open wire that picks up a key while U-Boot counts down',
    board: brokenSystem('noise', 'u-boot'),
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.typist(dut.consoles.a53, '# ', '\xf8')) })),
    bad: { what: 'console', says: /characters came in at U-Boot's prompt that nobody sent.*ground/s },
  },
  {
    name: 'a U-Boot and a kernel that are silent, and a login prompt',
    board: { speed: 15 },
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await heardFrom(wires, dut.consoles.a53, /login: $/)) })),
    bad: { what: 'power', says: /no boot loader banner.*boot loader is silent/s },
  },
  {
    name: 'a key that the board does not know',
    wire: dutWith(({ wires, dut }) => {
      const folder = mkdtempSync(join(tmpdir(), 'hil-wiring-key-'));
      wires.atEnd(() => rmSync(folder, { recursive: true, force: true }));
      const key = join(folder, 'id');
      writeFileSync(key, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 });
      return { ssh: `sshShell({ host: '${dut.ssh.host}', port: ${dut.ssh.port}, user: '${dut.ssh.user}', keyFile: '${key}' })` };
    }),
    bad: { what: 'linux', says: /refuses the key .*keyFile/s },
  },
];

export const eveningWirings: readonly WrongWiring[] = [...lines, ...relays, ...systems, ...strangerWirings];
