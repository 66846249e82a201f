import { bitLine, withParity } from './bit-line.ts';
import { eveningWirings } from './evening-wirings.ts';
import { moreWrongWirings } from './more-wrong-wirings.ts';
import { newcomerWirings } from './newcomer-wirings.ts';
import { outsiderWirings } from './outsider-wirings.ts';
import { dutWith, serial, shelly, ssh, tcp, type WrongWiring } from './wiring.ts';

const nobody = { host: '127.0.0.1', port: 1 };

const consoles: readonly WrongWiring[] = [
  {
    name: 'the two consoles are swapped',
    wire: ({ right: { dut } }) => ({ dut: { ...dut, a53: dut.m7!, m7: dut.a53 } }),
    bad: { what: 'power', says: /speaks on console m7 and not on console a53: the two consoles are swapped/ },
  },
  {
    name: 'the wire from the board is open',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { silent: true })) })),
    bad: { what: 'power', says: /no boot loader banner.*\n?.*(stayed silent|RX wire)/s },
  },
  {
    name: 'the wire to the board is open',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { silent: true, toBoard: true })) })),
    bad: { what: 'autoboot', says: /does not reach the board, though the board is heard: its TX wire is open/ },
  },
  {
    name: 'a terminal server at 9600 baud',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => bitLine(bytes, 115_200, 9600))),
    })),
    bad: { what: 'power', says: /carries no text.*its baud rate is wrong.*115200 baud/s },
  },
  {
    name: 'a serial port set to 57600 baud',
    wire: dutWith(async ({ wires, dut }) => {
      const line = await wires.changing(dut.consoles.a53, (bytes) => bitLine(bytes, 115_200, 57_600));
      return { a53: serial(await wires.pty(line), 57_600) };
    }),
    bad: { what: 'power', says: /its baud rate is wrong, which is set to 57600.*baudRate: 115200/s },
  },
  {
    name: 'a boot loader built for 57600 baud',
    wire: dutWith(async ({ wires, dut }) => {
      const line = await wires.changing(dut.consoles.a53, (bytes) => bitLine(bytes, 57_600, 115_200));
      return { a53: serial(await wires.pty(line)) };
    }),
    bad: { what: 'power', says: /its baud rate is wrong, which is set to 115200.*baudRate: 57600/s },
  },
  {
    name: 'a terminal server that RFC 2217 sets to 9600 baud',
    wire: dutWith(async ({ wires, dut }) => {
      const line = await wires.changing(dut.consoles.a53, (bytes) => bitLine(bytes, 115_200, 9600));
      const { host, port } = await wires.ser2net(line, 'telnet(rfc2217),tcp');
      return { a53: `tcpConsole({ host: '${host}', port: ${port}, protocol: 'rfc2217', baudRate: 9600 })` };
    }),
    bad: { what: 'power', says: /its baud rate is wrong, which is set to 9600.*baudRate: 115200/s },
  },
  {
    name: 'seven bits and a parity bit',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.changing(dut.consoles.a53, withParity)) })),
    bad: { what: 'power', says: /carries text with a parity bit/ },
  },
  {
    name: 'an adapter that is plugged into nothing and has its wires joined',
    wire: dutWith(async ({ wires }) => ({ a53: tcp(await wires.loopback()) })),
    bad: { what: 'relay', says: /brings back what is typed on it while the relay is off: its TX and RX are joined/ },
  },
  {
    name: 'a wire without a ground',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { flips: 0.02 })) })),
    bad: { what: 'console', says: /does not carry text unharmed/ },
  },
  {
    name: 'a second reader who gets some of the bytes',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { drops: 0.02 })) })),
    bad: { what: 'console', says: /does not carry text unharmed|somebody else reads it/ },
  },
  {
    name: 'somebody else types on the console',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.typist(dut.consoles.a53, 'Verdin iMX8MP # ', 'pri')) })),
    bad: { what: 'console', says: /characters came in at U-Boot's prompt that nobody sent.*somebody else on this console/s },
  },
  {
    name: 'a terminal server whose port somebody has',
    wire: dutWith(async ({ wires, dut }) => {
      await wires.connection(dut.consoles.a53);
      return {};
    }),
    bad: { what: 'wires', says: /is in use by somebody else/ },
  },
  {
    name: 'a serial port that another program reads',
    wire: dutWith(async ({ wires, dut }) => {
      const path = await wires.pty(dut.consoles.a53);
      await wires.reader(path);
      return { a53: serial(path) };
    }),
    bad: { what: 'wires', says: /is open in sleep \(process \d+\), too/ },
  },
  {
    name: 'a terminal server that is not there',
    wire: dutWith(() => ({ a53: tcp(nobody) })),
    bad: { what: 'wires', says: /the console at 127\.0\.0\.1:1 refuses the connection/ },
  },
  {
    name: 'telnet taken for raw',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.ser2net(dut.consoles.a53, 'telnet,tcp')) })),
    bad: { what: 'wires', says: /speaks telnet/ },
  },
];

const neighbours: readonly WrongWiring[] = [
  {
    name: 'the a53 consoles of two boards are crossed',
    wire: ({ right: { dut, next } }) => ({ dut: { ...dut, a53: next.a53 }, next: { ...next, a53: dut.a53 } }),
    bad: { what: 'power', says: /the consoles of this board and next are crossed/ },
  },
  {
    name: 'the outlets of two boards are crossed',
    wire: ({ right: { dut, next } }) => ({ dut: { ...dut, power: next.power }, next: { ...next, power: dut.power } }),
    bad: { what: 'power', says: /it switches next|switches next/ },
  },
  {
    name: 'one outlet feeds two boards',
    wire: async ({ wires, dut, next, right }) => ({
      dut: { ...right.dut, power: shelly(await wires.bothRelays(dut.relay, next.relay)) },
      next: right.next,
    }),
    bad: { what: 'power', says: /also gave power to next/ },
  },
  {
    name: 'the m7 consoles of two boards are crossed',
    wire: ({ right: { dut, next } }) => ({ dut: { ...dut, m7: next.m7! }, next: { ...next, m7: dut.m7! } }),
    bad: { what: 'm7 console', says: /came on console m7 of next and not on console m7: the two are crossed/ },
  },
  {
    name: 'SSH leads to the next board',
    wire: async ({ wires, dut, next, right }) => {
      await fetch(`http://${next.relay.host}:${next.relay.port}/rpc/Switch.Set?id=0&on=true`);
      return { dut: { ...right.dut, ssh: ssh(await wires.ssh(dut.ssh, next.ssh, { leadsToNeighbour: true }), dut.ssh.user) } };
    },
    bad: { what: 'linux', says: /SSH leads to another board than the console|refuses the password/ },
  },
  {
    name: 'two boards of the lab file name one console',
    wire: ({ right: { dut, next } }) => ({ dut, next: { ...next, a53: dut.a53 } }),
    bad: { what: 'board next', says: /dut and next name the same wire/ },
  },
];

const relays: readonly WrongWiring[] = [
  {
    name: 'a relay that is not there',
    wire: dutWith(() => ({ power: shelly(nobody) })),
    bad: { what: 'wires', says: /shelly 127\.0\.0\.1:1 does not answer/ },
  },
  {
    name: 'a board that is not there at all',
    wire: dutWith(async ({ wires }) => {
      const hole = await wires.mute();
      return { power: shelly(hole), a53: `tcpConsole({ host: '127.0.0.1', port: ${nobody.port} })`, m7: tcp({ ...nobody, port: 2 }) };
    }),
    bad: { what: 'wires', says: /3 wires of the board cannot be used/ },
    within: 30_000,
  },
  {
    name: 'something else at the address of the relay',
    wire: dutWith(async ({ wires, dut, next }) => ({
      power: shelly(await wires.relay(dut.relay, next.relay, { says: '<html>printer</html>' })),
    })),
    bad: { what: 'wires', says: /something else than a Shelly would/ },
  },
  {
    name: 'a contact that is stuck closed, which the relay knows',
    wire: dutWith(async ({ wires, dut, next }) => {
      await fetch(`http://${dut.relay.host}:${dut.relay.port}/rpc/Switch.Set?id=0&on=true`);
      return { power: shelly(await wires.relay(dut.relay, next.relay, { lies: 'off' })) };
    }),
    bad: { what: 'relay', says: /took off and says now that it is on/ },
  },
  {
    name: 'a contact that is stuck closed, which the relay does not know',
    wire: dutWith(async ({ wires, dut, next }) => {
      await fetch(`http://${dut.relay.host}:${dut.relay.port}/rpc/Switch.Set?id=0&on=true`);
      return { power: shelly(await wires.relay(dut.relay, next.relay, { lies: 'off', believes: true })) };
    }),
    bad: { what: 'relay', says: /the relay said off, and the board still answers on its console|kept talking/ },
  },
  {
    name: 'a contact that does not close',
    wire: dutWith(async ({ wires, dut, next }) => ({
      power: shelly(await wires.relay(dut.relay, next.relay, { lies: 'on', believes: true })),
    })),
    bad: { what: 'power', says: /no boot loader banner.*its contact does not close/s },
  },
];

const systems: readonly WrongWiring[] = [
  {
    name: 'the wire of the M7 is open',
    wire: dutWith(async ({ wires, dut }) => ({ m7: tcp(await wires.uart(dut.consoles.m7, { silent: true })) })),
    bad: { what: 'm7 console', says: /did not come on console m7: the wire is open/ },
  },
  {
    name: 'the console of the M7 at another baud rate',
    wire: dutWith(async ({ wires, dut }) => ({
      m7: tcp(await wires.changing(dut.consoles.m7, (bytes) => bitLine(bytes, 115_200, 38_400))),
    })),
    bad: { what: 'm7 console', says: /console m7 carries no text/ },
  },
  {
    name: 'a password that is wrong over SSH',
    wire: dutWith(({ dut }) => ({
      ssh: `sshShell({ host: '${dut.ssh.host}', port: ${dut.ssh.port}, user: '${dut.ssh.user}', password: fromEnv('LAB_WRONG') })`,
    })),
    bad: { what: 'linux', says: /refuses the password/ },
  },
  {
    name: 'a password that is wrong on the console',
    wire: dutWith(({ dut }) => ({ login: `{ user: '${dut.ssh.user}', password: fromEnv('LAB_WRONG') }` })),
    bad: { what: 'login', says: /the console login of '\w+' was refused/ },
  },
  {
    name: 'SSH on a port where nobody listens',
    wire: dutWith(({ dut }) => ({ ssh: ssh(nobody, dut.ssh.user) })),
    bad: { what: 'linux', says: /no SSH login.*refuses the connection/ },
  },
  {
    name: 'no HMP overlay',
    board: { speed: 15, hmpOverlay: false },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'overlay', says: /the HMP overlay is not applied/ },
  },
  {
    name: 'a module with Wi-Fi that has a console of the M7 in the lab file',
    board: { speed: 15, wifi: true },
    wire: ({ right }) => ({ dut: right.dut }),
    first: 'm7 console',
    bad: { what: 'overlay', says: /this module has Wi-Fi/ },
  },
];

export const wrongWirings: readonly WrongWiring[] = [
  ...[...consoles, ...neighbours, ...relays, ...systems],
  ...moreWrongWirings,
  ...newcomerWirings,
  ...eveningWirings,
  ...outsiderWirings,
];
