import { fedByRelay } from './late-wires.ts';
import { lineMode } from './line-wires.ts';
import { autoOn } from './relay-wires.ts';
import { dutWith, serial, shelly, tcp, type WrongWiring } from './wiring.ts';

// What somebody does at a bench for the first time.

const relays: readonly WrongWiring[] = [
  {
    name: 'a plug with a timer that switches on again by itself',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await autoOn(wires, dut.relay)) })),
    bad: { what: 'relay', says: /switched on again|timer/ },
  },
  {
    name: 'an outlet that the plug does not have',
    wire: dutWith(({ dut }) => ({ power: `shellyPlug({ host: '${dut.relay.host}:${dut.relay.port}', channel: 3 })` })),
    bad: { what: 'wires', says: /channel/ },
  },
  {
    name: 'a hub whose adapters all go away when the board draws its first current',
    wire: dutWith(async ({ wires, dut }) => {
      const shaken = await fedByRelay(wires, dut.relay, dut.consoles.a53, 'on');
      return { power: shelly(shaken.relay), a53: tcp(shaken.uart) };
    }),
    bad: { what: 'power', says: /went away when the relay closed/ },
  },
  {
    name: 'the recovery strap of the carrier board is bridged',
    wire: dutWith(async ({ wires, dut }) => {
      await wires.pulled(dut.control, 'recovery');
      return {};
    }),
    bad: { what: 'power', says: /recovery/ },
  },
  {
    name: 'the reset button is stuck',
    wire: dutWith(async ({ wires, dut }) => {
      await wires.pulled(dut.control, 'reset');
      return {};
    }),
    bad: { what: 'power', says: /reset/ },
  },
  {
    name: 'a supply that is too weak for the kernel',
    wire: ({ right }) => ({ dut: right.dut }),
    board: { speed: 15, faults: [{ kind: 'brown-out', at: 'kernel' }] },
    bad: { what: 'linux', says: /reset|supply/ },
  },
];

const lines: readonly WrongWiring[] = [
  {
    name: 'a terminal server that sends what is typed with Enter only',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await lineMode(wires, dut.consoles.a53)) })),
    bad: { what: 'autoboot', says: /line mode|only with Enter/ },
  },
  {
    name: 'ModemManager asks the adapter whether it is a modem',
    wire: dutWith(async ({ wires, dut }) => ({ a53: tcp(await wires.typist(dut.consoles.a53, '# ', 'AT\r')) })),
    bad: { what: 'console', says: /ModemManager/ },
  },
  {
    name: 'console m7 is a serial port that another program reads',
    wire: dutWith(async ({ wires, dut }) => {
      const path = await wires.pty(dut.consoles.m7);
      await wires.reader(path);
      return { m7: serial(path) };
    }),
    bad: { what: 'wires', says: /sleep|another program|process/ },
  },
];

const boards: readonly WrongWiring[] = [
  {
    name: 'a boot loader of their own, with another prompt',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(
        await wires.changing(dut.consoles.a53, (bytes) =>
          Buffer.from(bytes.toString('latin1').replaceAll('Verdin iMX8MP # ', '=> '), 'latin1'),
        ),
      ),
    })),
    bad: { what: 'console', says: /U-Boot's prompt is '=>', this board's profile expects 'Verdin iMX8MP #'/ },
  },
  {
    name: 'another module in the carrier board than the lab file says',
    wire: ({ right }) => ({ dut: right.dut }),
    board: { speed: 15, model: 'verdin-imx8mm' },
    bad: { what: 'power', says: /iMX8M Mini|another (?:module|model)/ },
  },
  {
    name: 'a fresh system that wants another password, and a lab file that has none',
    wire: ({ right }) => ({ dut: right.dut }),
    board: { speed: 15, firstLogin: true },
    bad: { what: 'linux', says: /factoryPassword/ },
  },
];

export const newcomerWirings: readonly WrongWiring[] = [...relays, ...lines, ...boards];
