import { writeFileSync } from 'node:fs';
import { bitLine } from './bit-line.ts';
import { changingWirings } from './changing-wirings.ts';
import { changedFrom, heldByDtr, splitter, stalled, stamped, typedAs } from './line-wires.ts';
import { heardFrom } from './partial-wires.ts';
import { tripping } from './relay-wires.ts';
import { type Bench, dutWith, serial, shelly, ssh, tcp, type WrongWiring } from './wiring.ts';

// Ports and programs that are nearly right: each carries something, so that what is wrong shows late or elsewhere.

const set = async ({ host, port }: Bench['dut']['relay'], on: boolean): Promise<void> => {
  await fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=${on}`);
};

const lines: readonly WrongWiring[] = [
  {
    name: 'a terminal server that keeps Ctrl-C for itself',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await typedAs(wires, dut.consoles.a53, (text) => text.replaceAll('\x03', ''))) })),
    bad: { what: 'autoboot', says: /Ctrl-C does not reach the board/ },
  },
  {
    name: 'a terminal server that makes two ends of line of each Enter',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await typedAs(wires, dut.consoles.a53, (text) => text.replace(/\r\n?|\n/g, '\r\n'))),
    })),
    bad: { what: 'console', says: /each Enter arrives twice/ },
  },
  {
    name: 'hardware flow control, with nobody who drives CTS',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await stalled(wires, dut.consoles.a53)) })),
    bad: { what: 'autoboot', says: /does not reach the board.*flow control/s },
  },
  {
    name: 'DTR of an adapter that holds the board in reset while its port is open',
    wire: dutWith(async ({ wires, dut }) => ({ m7: tcp(await heldByDtr(wires, dut.consoles.m7, dut.control)) })),
    bad: { what: 'power', says: /no boot loader banner.*DTR/s },
  },
  {
    name: 'a kernel that speaks at 9600 baud, behind a U-Boot at 115200',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await changedFrom(wires, dut.consoles.a53, /(?<=Starting kernel[^\n]*\n\s*)\S/, (bytes) => bitLine(bytes, 9600, 115_200))),
    })),
    bad: { what: 'linux', says: /kernel.*baud/s },
  },
  {
    name: 'no login on the UART of the console',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await changedFrom(wires, dut.consoles.a53, /\S+ login: /, () => Buffer.alloc(0))),
    })),
    bad: { what: 'linux', says: /does not show that Linux is up.*getty/s },
  },
  {
    name: 'a program that writes the time before each line',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await stamped(wires, dut.consoles.a53)) })),
    bad: { what: 'console', says: /not carry text unharmed|nobody sent/ },
  },
  {
    name: 'one UART on both adapters by a Y cable',
    wire: dutWith(async ({ wires, dut }) => {
      const [a53, m7] = await splitter(wires, dut.consoles.a53);
      return { a53: tcp(a53), m7: tcp(m7) };
    }),
    bad: { what: 'm7 console', says: /console m7 hears what console a53 hears.*UART3/s },
  },
  {
    name: 'the port of SSH taken for that of the console',
    wire: dutWith(async ({ dut }) => {
      await set(dut.relay, true);
      return { a53: tcp(dut.ssh) };
    }),
    bad: { what: 'wires', says: /SSH server/ },
  },
  {
    name: 'the port of a web server taken for that of the console',
    wire: dutWith(({ dut }) => ({ a53: tcp(dut.relay) })),
    bad: { what: 'relay', says: /web server/ },
  },
  {
    name: 'a file in place of a serial port',
    wire: dutWith(async ({ wires, dut }) => {
      const path = `${await wires.pty(dut.consoles.a53)}.log`;
      writeFileSync(path, '');
      return { a53: serial(path) };
    }),
    bad: { what: 'wires', says: /is no serial port/ },
  },
];

const neighbours: readonly WrongWiring[] = [
  {
    name: 'SSH of two boards is swapped, and both have power',
    wire: async ({ right: { dut, next }, next: { relay } }) => {
      await set(relay, true);
      return { dut: { ...dut, ssh: next.ssh! }, next: { ...next, ssh: dut.ssh! } };
    },
    bad: { what: 'linux', says: /next/ },
  },
  {
    name: 'SSH of two boards is swapped, and the other has no power',
    wire: ({ right: { dut, next } }) => ({ dut: { ...dut, ssh: next.ssh! }, next: { ...next, ssh: dut.ssh! } }),
    bad: { what: 'linux', says: /SSH of next leads to this board/ },
  },
  {
    name: 'an outlet that is counted from 0, of a board that the lab file has with another relay',
    wire: async ({ wires, right, next }) => ({
      dut: { ...right.dut, power: shelly(await wires.relay(next.relay, next.relay)) },
      next: right.next,
    }),
    bad: { what: 'power', says: /switches next.*from 0/s },
  },
];

const boards: readonly WrongWiring[] = [
  {
    name: 'a bootdelay of -1, which boots nothing by itself',
    board: { speed: 15, variables: { bootdelay: '-1' } },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'autoboot', says: /bootdelay is -1.*by itself/s },
  },
  {
    name: 'a board that boots and is never heard, with SSH',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await heardFrom(wires, dut.consoles.a53, /never/)), m7: tcp(await wires.mute()) })),
    bad: { what: 'power', says: /answers over SSH.*(?:has power|relay)/s },
  },
  {
    name: 'a plug whose overload protection trips while Linux starts',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await tripping(wires, dut.relay, dut.consoles.a53)) })),
    bad: { what: 'linux', says: /(?:relay|plug|power).*off/s },
  },
  {
    name: 'a user who may not use sudo',
    wire: dutWith(async ({ wires, dut, next }) => ({
      ssh: ssh(await wires.ssh(dut.ssh, next.ssh, { exits: 1, of: /sudo/ }), dut.ssh.user),
    })),
    bad: { what: 'sudo', says: /sudo/ },
  },
  {
    name: 'a disk that is full',
    board: { speed: 15, faults: [{ kind: 'full-disk', at: 'userspace' }] },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'disk', says: /too little room/ },
  },
  {
    name: 'an fw_env.config of another place than that where U-Boot keeps its variables',
    wire: dutWith(async ({ wires, dut, next }) => ({
      ssh: ssh(await wires.ssh(dut.ssh, next.ssh, { answers: 'bootcmd=run other\n', of: /fw_printenv/ }), dut.ssh.user),
    })),
    bad: { what: 'fw_printenv', says: /fw_env\.config/ },
  },
];

export const outsiderWirings: readonly WrongWiring[] = [...lines, ...neighbours, ...boards, ...changingWirings];
