import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countersOf, driverOf } from './uart-counters.ts';

const drivers = `/dev/tty             /dev/tty        5       0 system:/dev/tty
/dev/console         /dev/console    5       1 system:console
usbserial            /dev/ttyUSB   188 0-511 serial
IMX-uart             /dev/ttymxc   207 16-23 serial
fsl-lpuart           /dev/ttyLP    239 0-11 serial
pty_slave            /dev/pts      136 0-1048575 pty:slave
`;
const counters = `serinfo:1.0 driver revision:
0: uart:IMX mmio:0x02020000 irq:192 tx:285207 rx:2633621 fe:2 pe:1 brk:4 DSR|CD
2: uart:IMX mmio:0x30880000 irq:38 tx:70502 rx:69 RTS|DTR|DSR
12: uart:IMX mmio:0x021F4000 irq:194 tx:3 rx:4 oe:5 DSR|CD
6: uart:unknown port:00000000 irq:0
`;

test('the driver of a UART is found by its device node', () => {
  expect(driverOf('ttymxc2', drivers)).toBe('IMX-uart');
  expect(driverOf('ttyLP10', drivers)).toBe('fsl-lpuart');
  for (const tty of ['ttyS0', 'pts0', 'tty', 'console', '']) expect(driverOf(tty, drivers)).toBeUndefined();
  expect(driverOf('ttymxc2', 'a;reboot /dev/ttymxc 207 16-23 serial\n')).toBeUndefined();
});

test('the counters of a UART are those of its own line, and none where the driver shows none', () => {
  expect(countersOf('ttymxc2', counters)).toEqual({ sent: 70_502, received: 69, errors: 0 });
  expect(countersOf('ttymxc0', counters)).toEqual({ sent: 285_207, received: 2_633_621, errors: 7 });
  expect(countersOf('ttymxc12', counters)).toEqual({ sent: 3, received: 4, errors: 5 });
  expect(countersOf('ttymxc6', counters)).toBeUndefined();
  expect(countersOf('ttymxc3', counters)).toBeUndefined();
  // As shown to whoever is not root.
  expect(countersOf('ttymxc2', '2: uart:IMX mmio:0x30880000 irq:38\n')).toBeUndefined();
});

test('whatever stands there, counters are numbers or none', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (tty, text) => {
      driverOf(tty, text);
      const found = countersOf(tty, text);
      expect(found === undefined || [found.sent, found.received, found.errors].every(Number.isFinite)).toBe(true);
    }),
  );
});

test('what a driver writes is read back', () => {
  fc.assert(
    fc.property(fc.nat(31), fc.nat(), fc.nat(), fc.nat(), (line, tx, rx, fe) => {
      const row = `${line}: uart:IMX mmio:0x30880000 irq:38 tx:${tx} rx:${rx}${fe > 0 ? ` fe:${fe}` : ''} CTS`;
      expect(countersOf(`ttymxc${line}`, `serinfo:1.0 driver revision:\n${row}\n`)).toEqual({ sent: tx, received: rx, errors: fe });
    }),
  );
});
