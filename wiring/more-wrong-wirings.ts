import { fedByRelay } from './late-wires.ts';
import { type Bench, dutWith, serial, shelly, ssh, tcp, type WrongWiring } from './wiring.ts';

const powered = ({ host, port }: Bench['dut']['relay']): Promise<unknown> => fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=true`);

const switchedBy = ({ host, port }: Bench['dut']['relay'], on: boolean): string =>
  `{ url: 'http://${host}:${port}/rpc/Switch.Set?id=0&on=${on}' }`;

const lines: readonly WrongWiring[] = [
  {
    name: 'RX and TX of the A53 console are swapped',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.uart(dut.consoles.a53, { silent: true }, { silent: true, toBoard: true })),
    })),
    bad: { what: 'power', says: /no boot loader banner.*open RX wire|RX wire/s },
  },
  {
    name: 'seven bits without parity, read as eight',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => Buffer.from(bytes.map((byte) => byte | 0x80)))),
    })),
    bad: { what: 'power', says: /7 bits/ },
  },
  {
    name: 'levels that are inverted, as of RS-232 without a converter',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => Buffer.from(bytes.map((byte) => ~byte & 0xff)))),
    })),
    bad: { what: 'power', says: /carries no text.*level/s },
  },
  {
    name: 'a terminal server that echoes by itself',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.localEcho(dut.consoles.a53)) })),
    bad: { what: 'relay', says: /local echo/ },
  },
  {
    name: 'console m7 is an adapter that leads nowhere',
    wire: dutWith(async ({ wires }) => ({ m7: tcp(await wires.mute()) })),
    bad: { what: 'm7 console', says: /did not come on console m7: the wire is open/ },
  },
  {
    name: 'console m7 is another UART of the A53, where Linux writes',
    wire: dutWith(async ({ wires }) => ({
      m7: tcp(await wires.saying('[    1.234567] imx-sdma 30bd0000.dma-controller: loaded firmware 4.6\r\n')),
    })),
    bad: { what: 'm7 console', says: /did not come on console m7/ },
  },
  {
    name: 'console m7 has its wires joined',
    wire: dutWith(async ({ wires }) => ({ m7: tcp(await wires.loopback()) })),
    bad: { what: 'm7 console', says: /did not come on console m7/ },
  },
  {
    name: 'a raw port taken for RFC 2217',
    wire: dutWith(async ({ wires, dut }) => {
      const { host, port } = await wires.ser2net(dut.consoles.a53, 'tcp');
      return { a53: `tcpConsole({ host: '${host}', port: ${port}, protocol: 'rfc2217' })` };
    }),
    bad: { what: 'wires', says: /does not answer the negotiation.*protocol: 'raw'/s },
  },
  {
    name: 'plain telnet taken for RFC 2217',
    wire: dutWith(async ({ wires, dut }) => {
      const { host, port } = await wires.ser2net(dut.consoles.a53, 'telnet,tcp');
      return { a53: `tcpConsole({ host: '${host}', port: ${port}, protocol: 'rfc2217' })` };
    }),
    bad: { what: 'wires', says: /refuses COM-PORT-OPTION.*protocol: 'telnet'/s },
  },
  {
    name: 'a serial adapter that is not plugged in',
    wire: dutWith(() => ({ a53: serial('/dev/serial/by-id/usb-not-there-if00') })),
    bad: { what: 'wires', says: /does not exist.*by-id/s },
  },
];

const neighbours: readonly WrongWiring[] = [
  {
    name: 'the A53 console is that of a board which the lab file does not name, and which is idle',
    wire: async ({ next, right }) => {
      await powered(next.relay);
      return { dut: { ...right.dut, a53: right.next.a53 } };
    },
    bad: { what: 'relay', says: /still answers on its console.*(another outlet|console of another board)/s },
  },
  {
    name: 'the M7 console is the A53 console of the next board',
    wire: ({ right }) => ({ dut: { ...right.dut, m7: right.next.a53 } }),
    bad: { what: 'm7 console', says: /did not come on console m7/ },
  },
  {
    name: 'the A53 console is the M7 console of the next board',
    wire: ({ right }) => ({ dut: { ...right.dut, a53: right.next.m7! } }),
    bad: { what: 'power', says: /no boot loader banner.*console of another board/s },
  },
];

const relays: readonly WrongWiring[] = [
  {
    name: 'a relay that is wired to its normally closed contact',
    wire: dutWith(({ dut }) => ({ power: `httpSwitch({ on: ${switchedBy(dut.relay, false)}, off: ${switchedBy(dut.relay, true)} })` })),
    bad: { what: 'relay', says: /the wrong way round.*normally (?:open|closed)/s },
  },
  {
    name: 'the outlet beside that of the board, on which nothing hangs',
    wire: dutWith(async ({ wires, dut, next }) => {
      await powered(dut.relay);
      return { power: shelly(await wires.relay(dut.relay, next.relay, { lies: 'off', believes: true }, { lies: 'on', believes: true })) };
    }),
    bad: { what: 'relay', says: /still answers on its console.*another outlet/s },
  },
  {
    name: 'a contact that is stuck closed, and a plug that measures what it draws',
    wire: dutWith(async ({ wires, dut, next }) => {
      await powered(dut.relay);
      return { power: shelly(await wires.relay(dut.relay, next.relay, { lies: 'off', believes: true, measures: true })) };
    }),
    bad: { what: 'relay', says: /says that it is off, and measures [\d.]+ W/ },
  },
  {
    name: 'the adapter of the console hangs on the outlet of the board',
    wire: dutWith(async ({ wires, dut }) => {
      const fed = await fedByRelay(wires, dut.relay, dut.consoles.a53);
      await powered(dut.relay);
      return { power: shelly(fed.relay), a53: tcp(fed.uart) };
    }),
    bad: { what: 'relay', says: /console a53 went away when the relay opened.*outlet/s },
  },
  {
    name: 'a relay that asks for a password',
    wire: dutWith(async ({ wires, dut, next }) => ({ power: shelly(await wires.relay(dut.relay, next.relay, { answers: 401 })) })),
    bad: { what: 'wires', says: /asks for a password/ },
  },
];

const systems: readonly WrongWiring[] = [
  {
    name: 'a web server at the address of SSH',
    wire: dutWith(({ dut }) => ({ ssh: ssh(dut.relay, dut.ssh.user) })),
    bad: { what: 'linux', says: /no SSH login|SSH/ },
  },
  {
    name: 'a host key in the lab file that is of another board',
    wire: dutWith(({ dut }) => ({
      ssh: `sshShell({ host: '${dut.ssh.host}', port: ${dut.ssh.port}, user: '${dut.ssh.user}', password: fromEnv('LAB_PASSWORD'), hostKey: 'SHA256:${'A'.repeat(43)}' })`,
    })),
    bad: { what: 'linux', says: /the host key of .* is SHA256:.*not SHA256:A+.*lab file/s },
  },
  {
    name: 'another user on the console than there is',
    wire: dutWith(() => ({ login: `{ user: 'nobody-here', password: fromEnv('LAB_PASSWORD') }` })),
    bad: { what: 'login', says: /the console login of 'nobody-here' was refused/ },
  },
];

export const moreWrongWirings: readonly WrongWiring[] = [...lines, ...neighbours, ...relays, ...systems];
