import { startSshd } from '../src/drivers/testing/sshd.ts';
import {
  behindSwitch,
  changePlaces,
  crossedTx,
  cutsItselfOff,
  fillsUp,
  idleTimeout,
  latching,
  losesKeys,
  opensAfter,
  overflows,
  rubbishAtPowerOn,
  takenBack,
  welds,
} from './late-wires.ts';
import { dutWith, type OddWiring, serial, shelly, ssh, tcp, type WrongWiring } from './wiring.ts';

// Labs that are right at first: what is wrong comes with the power, with how much is said, with time, or with the second try.

const nobody = { host: '127.0.0.1', port: 1 };

const lines: readonly WrongWiring[] = [
  {
    name: 'flow control that stops once the buffer of the adapter is full',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await fillsUp(wires, dut.consoles.a53, 100)) })),
    bad: { what: 'console', says: /stopped taking.*flow control/s },
  },
  {
    name: 'a level shifter that loses keys without pauses',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await losesKeys(wires, dut.consoles.a53, 12)) })),
    bad: { what: 'console', says: /does not carry text unharmed/ },
  },
  {
    name: 'an adapter that loses bytes where much is said at once',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await overflows(wires, dut.consoles.a53, 400)) })),
    bad: { what: 'console', says: /does not carry long output unharmed/ },
  },
  {
    name: 'a kernel whose console is UART1 of the module',
    board: { speed: 15, variables: { tdxargs: 'console=ttymxc0,115200' } },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'linux', says: /its kernel speaks on ttymxc0 and not on ttymxc2/ },
  },
  {
    name: 'an adapter whose two ports have changed places when it came back',
    wire: dutWith(async ({ wires, dut }) => {
      const { relay, a53, m7 } = await changePlaces(wires, dut);
      return { power: shelly(relay), a53: tcp(a53), m7: tcp(m7) };
    }),
    bad: { what: 'power', says: /went away when the relay closed|consoles are swapped/ },
  },
  {
    name: 'a terminal server that ends quiet connections, on console m7',
    wire: dutWith(async ({ wires, dut }) => ({ m7: tcp(await idleTimeout(wires, dut.consoles.m7, 1500)) })),
    // It is quiet while the relay is off.
    bad: { what: 'relay', says: /connection to console m7 was ended.*idle timeout/s },
  },
  {
    name: 'a script elsewhere that takes the port of the console back',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await takenBack(wires, dut.consoles.a53, 'U-Boot SPL')) })),
    bad: { what: 'power', says: /went away|was lost|closed the connection|somebody else/ },
  },
  {
    name: 'the TX wire of the next board',
    wire: async ({ wires, dut, next, right }) => ({
      dut: { ...right.dut, a53: tcp(await crossedTx(wires, dut.consoles.a53, next.consoles.a53)) },
    }),
    bad: { what: 'autoboot', says: /does not reach the board, though the board is heard: its TX wire/ },
  },
  {
    name: 'console m7 is that of a board which the lab file does not name',
    wire: ({ right }) => ({ dut: { ...right.dut, m7: right.next.m7! } }),
    bad: { what: 'm7 console', says: /did not come on console m7/ },
  },
  {
    name: '/dev/null in place of a serial port',
    wire: dutWith(() => ({ a53: serial('/dev/null') })),
    bad: { what: 'wires', says: /\/dev\/null is no serial port/ },
  },
  {
    name: 'the port of a VNC server taken for that of the console',
    wire: dutWith(async ({ wires }) => ({ a53: tcp(await wires.greeting('RFB 003.008\n')) })),
    bad: { what: 'wires', says: /VNC|another service|no console/ },
  },
  {
    name: 'a gateway to the consoles that is not there',
    wire: dutWith(({ dut: { consoles } }) => ({
      a53: `tcpConsole({ host: '${consoles.a53.host}', port: ${consoles.a53.port}, via: 'ssh://nobody@127.0.0.1:1' })`,
    })),
    bad: { what: 'wires', says: /(?:gateway|jump host|127\.0\.0\.1:1).*refused/is },
  },
];

const relays: readonly WrongWiring[] = [
  {
    name: 'a plug that opens by itself while Linux starts',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await opensAfter(wires, dut.relay, 1500)) })),
    bad: { what: 'linux', says: /(?:relay|plug|power).*(?:off|itself)|timer/s },
  },
  {
    name: 'a contact that welds when it closes',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await welds(wires, dut.relay)) })),
    bad: { what: 'end', says: /still|may have power|stuck/ },
  },
  {
    name: 'a latching relay that each command turns over',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await latching(wires, dut.relay)) })),
    bad: { what: 'relay', says: /says that it is on|wrong way round/ },
  },
  {
    name: 'a plug whose access point hangs on its own outlet',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await cutsItselfOff(wires, dut.relay)) })),
    bad: { what: 'relay', says: /answered before.*hangs on the outlet/s },
  },
  {
    name: 'an outlet that is wired to another one, of a board that is on all the time',
    wire: async ({ right, dut, next }) => {
      await fetch(`http://${dut.relay.host}:${dut.relay.port}/rpc/Switch.Set?id=0&on=true`);
      return { dut: { ...right.dut, power: shelly(next.relay) } };
    },
    bad: { what: 'relay', says: /still answers on its console|kept talking/ },
  },
];

const networks: readonly WrongWiring[] = [
  {
    name: 'an address behind which two boards take turns',
    wire: dutWith(async ({ wires, dut, next }) => {
      await fetch(`http://${next.relay.host}:${next.relay.port}/rpc/Switch.Set?id=0&on=true`);
      return { ssh: ssh(await wires.ssh(dut.ssh, next.ssh, { leadsToNeighbour: true, alternates: true }), dut.ssh.user) };
    }),
    bad: { what: 'identity', says: /two of them take turns/ },
  },
  {
    name: 'SSH of a PC of the lab, which knows the key',
    wire: dutWith(async ({ wires }) => {
      const { port, user, keyFile, [Symbol.asyncDispose]: end } = await startSshd();
      wires.atEnd(() => void end());
      return { ssh: `sshShell({ host: '127.0.0.1', port: ${port}, user: '${user}', keyFile: '${keyFile}' })` };
    }),
    bad: { what: 'linux', says: /another (?:board|machine|host)|x86_64|no Verdin/ },
  },
];

const boards: readonly WrongWiring[] = [
  {
    name: 'a boot command that finds no system',
    board: { speed: 15, variables: { bootcmd: 'echo no system' } },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'linux', says: /U-Boot.*prompt|bootcmd/s },
  },
  {
    name: 'a kernel that panics in each boot',
    board: { speed: 15, faults: [{ kind: 'panic', at: 'kernel' }] },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'linux', says: /panic/ },
  },
  {
    name: 'variables of U-Boot that are spoilt whenever it starts',
    board: { speed: 15, faults: [{ kind: 'env-crc', at: 'u-boot' }] },
    wire: ({ right }) => ({ dut: right.dut }),
    bad: { what: 'fw_printenv', says: /checksum is wrong/ },
  },
];

export const changingWirings: readonly WrongWiring[] = [...lines, ...relays, ...networks, ...boards];

export const patientWirings: readonly OddWiring[] = [
  {
    name: 'a network switch on the outlet of the board, which takes half a minute to come up',
    wire: dutWith(async ({ wires, dut }) => {
      const { relay, ssh: sshd } = await behindSwitch(wires, dut.relay, dut.ssh, 45_000 / dut.speed);
      return { power: shelly(relay), ssh: ssh(sshd, dut.ssh.user) };
    }),
  },
  {
    name: 'a console server that gives each reader what came before',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.uart(dut.consoles.a53, { replays: 2000 })) })),
  },
  {
    name: 'a plug that takes 2 s for each answer',
    wire: dutWith(async ({ wires, dut, next }) => ({ power: shelly(await wires.relay(dut.relay, next.relay, { delaysMs: 2000 })) })),
  },
  {
    name: 'a terminal server that doubles carriage returns',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\r', '\r\r'), 'latin1'))),
    })),
  },
  {
    name: 'a terminal server that strips the eighth bit',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.changing(dut.consoles.a53, (bytes) => Buffer.from(bytes.map((byte) => byte & 0x7f)))),
    })),
  },
  {
    name: 'an adapter that reads rubbish in the moment of power',
    wire: dutWith(async ({ wires, dut }) => {
      const { relay, uart } = await rubbishAtPowerOn(wires, dut.relay, dut.consoles.a53);
      return { power: shelly(relay), a53: tcp(uart) };
    }),
  },
  {
    name: 'a module with Wi-Fi, and a lab file without a console of the M7',
    board: { speed: 15, wifi: true },
    wire: ({ right: { dut } }) => {
      const { m7: _, ...others } = dut;
      return { dut: others };
    },
    doubtful: ['m7'],
  },
  {
    name: 'a next board that is not there',
    wire: ({ right }) => ({ dut: right.dut, next: { ...right.next, a53: tcp(nobody), m7: tcp({ ...nobody, port: 2 }) } }),
    doubtful: ['board next'],
  },
];
