import { connect } from 'node:net';
import type { Address } from '../verdicts/wires/loopback.ts';
import { button } from './pin-wires.ts';
import { lateOff, pulse, unfed } from './relay-wires.ts';
import type { Bench, WrongWiring } from './wiring.ts';
import { dutWith, serial, shelly, ssh, tcp } from './wiring.ts';

// What somebody with a new board and an old lab makes of it: habits of other labs, programs of the host that take what they find, and names that have moved.

const set = async ({ host, port }: Address, on: boolean): Promise<void> => {
  await fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=${on}`);
};

/** Lines typed at U-Boot's prompt, and the board off again. */
const typedInUBoot = async ({ relay, consoles }: Bench['dut'], ...lines: readonly string[]): Promise<void> => {
  const socket = connect(consoles.a53.port, consoles.a53.host);
  let heard = '';
  const until = async (text: string): Promise<void> => {
    while (!heard.includes(text)) heard += ((await new Promise((resolve) => socket.once('data', resolve))) as Buffer).toString('latin1');
    heard = heard.slice(heard.indexOf(text) + text.length);
  };
  await set(relay, true);
  await until('Hit any key');
  socket.write('\x03');
  for (const line of lines) {
    await until('# ');
    socket.write(`${line}\r`);
  }
  await until('# ');
  socket.destroy();
  await set(relay, false);
};

const pins: readonly WrongWiring[] = [
  {
    name: 'a reset pin that leads nowhere',
    wire: dutWith(() => ({ pins: "commandPins({ reset: { press: 'true', release: 'true' } })" })),
    bad: { what: 'pins', says: /the reset pin does not reset this board/ },
  },
  {
    name: 'the reset pin of the next board',
    wire: async ({ right, next }) => {
      await set(next.relay, true);
      return { dut: { ...right.dut, pins: `commandPins({ reset: ${button(next.control, 'reset')} })` }, next: right.next };
    },
    bad: { what: 'pins', says: /the reset pin of this board resets next/ },
  },
  {
    name: 'a recovery pin that is wired to reset',
    wire: dutWith(({ dut }) => ({ pins: `commandPins({ recovery: ${button(dut.control, 'reset')} })` })),
    bad: { what: 'pins', says: /the recovery pin pulls another line, such as that of reset/ },
  },
  {
    name: 'a recovery pin that is not plugged in',
    wire: dutWith(() => ({ pins: "commandPins({ recovery: { press: 'true', release: 'true' } })" })),
    bad: { what: 'pins', says: /does not take this board into recovery mode/ },
  },
  {
    name: 'a power button pin that is not plugged in',
    wire: dutWith(({ dut }) => ({
      pins: `commandPins({ reset: ${button(dut.control, 'reset')}, power: { press: 'true', release: 'true' } })`,
    })),
    bad: { what: 'pins', says: /the power button pin does not switch this board off/ },
  },
];

const consoles: readonly WrongWiring[] = [
  {
    name: 'a kernel whose console is the screen',
    board: { speed: 15 },
    wire: async ({ right, dut }) => {
      await typedInUBoot(dut, 'setenv tdxargs console=tty1', 'saveenv');
      return { dut: right.dut };
    },
    bad: { what: 'linux', says: /its kernel speaks on tty1 and not on ttymxc2.*console=ttymxc2/s },
  },
  {
    name: 'a serial port on which a getty of this host asks who is there',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.typist(dut.consoles.a53, '# ', 'login: ')) })),
    bad: { what: 'console', says: /characters came in at U-Boot's prompt that nobody sent.*somebody else on this console/s },
  },
  {
    name: 'a name of a serial adapter that has moved',
    wire: dutWith(async ({ wires }) => ({ a53: serial((await wires.pty(await wires.mute())).replace(/uart$/, 'ttyUSB7')) })),
    bad: { what: 'wires', says: /ttyUSB7/ },
  },
];

const relays: readonly WrongWiring[] = [
  {
    name: 'a relay that opens half a minute after it said so',
    wire: dutWith(async ({ wires, dut }) => {
      await set(dut.relay, true);
      return { power: shelly(await lateOff(wires, dut.relay)) };
    }),
    bad: { what: 'relay', says: /still answers on its console|kept talking|its contact is stuck/ },
  },
  {
    name: 'a relay that gives a pulse, as a garage door has it',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await pulse(wires, dut.relay)) })),
    bad: { what: 'power', says: /went off by itself|timer|no boot loader banner|says off/ },
  },
  {
    name: 'a PDU in front of the relay, which is off',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await unfed(wires, dut.relay)) })),
    bad: { what: 'power', says: /no boot loader banner.*its contact does not close/s },
  },
];

const networks: readonly WrongWiring[] = [
  {
    name: 'an address that the DHCP server has given to the next board meanwhile',
    wire: async ({ right, next, dut }) => {
      await set(next.relay, true);
      return { dut: { ...right.dut, ssh: ssh(next.ssh, dut.ssh.user) }, next: right.next };
    },
    bad: { what: 'linux', says: /another board|serial number|next|refuses the password/ },
  },
  {
    name: 'a firewall that drops what goes to SSH',
    wire: dutWith(async ({ wires, dut }) => ({ ssh: ssh(await wires.mute(), dut.ssh.user) })),
    bad: { what: 'linux', says: /did not|no SSH|answer/ },
  },
  {
    name: 'a name of the board that the VPN resolves to nobody',
    wire: dutWith(({ dut }) => ({ ssh: ssh({ host: 'verdin.invalid', port: 22 }, dut.ssh.user) })),
    // A name that the board itself brings (mDNS, DHCP) is there with the board.
    bad: { what: 'linux', says: /verdin\.invalid/ },
  },
  {
    name: 'a login of the board before, which this one does not have',
    wire: dutWith(({ dut }) => ({
      ssh: `sshShell({ host: '${dut.ssh.host}', port: ${dut.ssh.port}, user: 'admin', password: fromEnv('LAB_PASSWORD') })`,
    })),
    bad: { what: 'linux', says: /refuses the password.*admin|user/s },
  },
];

export const strangerWirings: readonly WrongWiring[] = [...pins, ...consoles, ...relays, ...networks];
