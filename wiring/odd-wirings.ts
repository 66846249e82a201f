import { patientWirings } from './changing-wirings.ts';
import { lateStart, slow } from './line-wires.ts';
import { button } from './pin-wires.ts';
import { switchesLate } from './relay-wires.ts';
import { dutWith, type OddWiring, serial, shelly, ssh, tcp } from './wiring.ts';

// Labs that are unlike most and right: whoever calls one of them wrong sends somebody to look for a fault that is not there.

const telnet = ({ host, port }: { readonly host: string; readonly port: number }, protocol: string): string =>
  `tcpConsole({ host: '${host}', port: ${port}, protocol: '${protocol}' })`;

export const oddWirings: readonly OddWiring[] = [
  {
    // On a faster one a command takes longer to let the power button go than the chip takes for a wish to be off.
    name: 'all buttons of the carrier board, on a board that is as slow as real ones',
    board: { speed: 1 },
    wire: dutWith(({ dut: { control } }) => ({
      pins: `commandPins({ ${(['reset', 'recovery', 'power'] as const).map((pin) => `${pin}: ${button(control, pin)}`).join(', ')} })`,
    })),
  },
  {
    name: 'a board whose DSP is remoteproc0',
    board: { speed: 15, dsp: true },
    wire: ({ right }) => ({ dut: right.dut }),
  },
  {
    name: 'a PDU that switches 8 s after it said so',
    wire: dutWith(async ({ wires, dut }) => ({ power: shelly(await switchesLate(wires, dut.relay, 8000 / dut.speed)) })),
  },
  {
    name: 'ser2net with a banner of its own, on telnet',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: telnet(await wires.ser2net(dut.consoles.a53, 'telnet,tcp', 'banner: "ser2net port \\\\p\\\\r\\\\n"'), 'telnet'),
      m7: telnet(await wires.ser2net(dut.consoles.m7, 'telnet(rfc2217),tcp', 'banner: "ser2net port \\\\p\\\\r\\\\n"'), 'rfc2217'),
    })),
  },
  {
    name: 'ser2net with a banner of its own, raw',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await wires.ser2net(dut.consoles.a53, 'tcp', 'banner: "ser2net port \\\\p, press Ctrl-] for help\\\\r\\\\n"')),
    })),
  },
  {
    name: 'adapters that lose what comes right after they are opened',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await lateStart(wires, dut.consoles.a53, 300)),
      m7: tcp(await lateStart(wires, dut.consoles.m7, 300)),
    })),
  },
  {
    name: 'consoles far away',
    wire: dutWith(async ({ wires, dut }) => ({
      a53: tcp(await slow(wires, dut.consoles.a53, 20)),
      m7: tcp(await slow(wires, dut.consoles.m7, 20)),
    })),
  },
  {
    name: 'pseudo terminals, a newer kernel, and a countdown of 5 s',
    board: { speed: 15, kernel: '6.6', variables: { bootdelay: '5' } },
    wire: dutWith(async ({ wires, dut }) => ({
      a53: serial(await wires.pty(dut.consoles.a53)),
      m7: serial(await wires.pty(dut.consoles.m7)),
    })),
  },
  {
    // The one look that U-Boot takes finds a key that is held since the power came.
    name: 'a bootdelay of 0',
    board: { speed: 15, variables: { bootdelay: '0' } },
    wire: ({ right }) => ({ dut: right.dut }),
  },
  {
    // It asks for no key, and Ctrl-C ends its boot command.
    name: 'a bootdelay of -2',
    board: { speed: 15, variables: { bootdelay: '-2' } },
    wire: ({ right }) => ({ dut: right.dut }),
  },
  {
    name: 'a clock without a battery',
    wire: dutWith(async ({ wires, dut, next }) => ({
      ssh: ssh(await wires.ssh(dut.ssh, next.ssh, { answers: '86000\n', of: /date \+%s/ }), dut.ssh.user),
    })),
    doubtful: ['time'],
  },
  ...patientWirings,
];
