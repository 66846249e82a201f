import type { BoardSettings } from '../settings.ts';
import type { Uart } from '../wires/uart.ts';
import { type FileTree, type NodeHandlers, newNode } from './file-tree.ts';
import { type Kernel, type KernelLine, level } from './kernel.ts';

/** What tests write to where they want to be heard on the wire or in the kernel log: the console, its UART and /dev/kmsg; and what the driver counts. */
export const addTerminals = (tree: FileTree, kernel: Kernel, uart: Uart, { tty, address, interrupt }: UartOfConsole): void => {
  for (const name of ['console', tty]) tree.put(`/dev/${name}`, newNode(terminal(uart), 0o600));
  tree.put('/dev/kmsg', newNode(kernelMessages(kernel), 0o644));
  const active = kernel.isOnUart ? `tty0 ${tty}\n` : 'tty0\n';
  tree.put('/sys/class/tty/console/active', newNode({ read: () => active }, 0o444));
  const [, node, line] = /^(.*\D)(\d+)$/.exec(tty)!;
  // drivers/tty/tty_io.c and serial_core.c; the minor numbers are those of imx.c.
  tree.put('/proc/tty/drivers', newNode({ read: () => `${'IMX-uart'.padEnd(20)} /dev/${node!.padEnd(8)} 207 16-23 serial\n` }, 0o444));
  const { sent, received } = uart.counted;
  const counters = (): string =>
    `serinfo:1.0 driver revision:\n${line}: uart:IMX mmio:0x${address.toUpperCase()} irq:${interrupt} tx:${uart.counted.sent - sent} rx:${uart.counted.received - received} RTS|CTS|DTR|DSR|CD\n`;
  tree.put('/proc/tty/driver/IMX-uart', newNode({ read: counters }, 0o400));
};

type UartOfConsole = BoardSettings['model']['console'];

// What is typed goes to the login on the same UART; whoever reads beside it waits.
const terminal = (uart: Pick<Uart, 'print' | 'hold'>): NodeHandlers => ({
  write: (data) => {
    uart.print(Buffer.from(data).toString('latin1'));
    return 0;
  },
  follow: () => uart.hold(),
});

const kernelMessages = (kernel: Kernel): NodeHandlers => ({
  write: (data) => logFromUser(kernel, Buffer.from(data).toString('utf8')),
  // One record a read, from the oldest on: Documentation/ABI/testing/dev-kmsg.
  follow: (onData) => {
    const send = (line: KernelLine): void =>
      onData(Buffer.from(`${line.facility * 8 + line.level},${line.number},${line.us},-;${escaped(line.text)}\n`));
    for (const line of [...kernel.lines()]) send(line);
    return kernel.follow(send);
  },
});

const escaped = (text: string): string =>
  text.replace(/[\x00-\x1f\x7f\\]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

const userFacility = 1;

// `<13>text`: facility and level in front, the kernel's own facility taken for the user's; without it a warning (CONFIG_MESSAGE_LOGLEVEL_DEFAULT).
const logFromUser = (kernel: Kernel, text: string): number => {
  for (const line of text.split('\n').filter(Boolean)) {
    const [, priority, rest] = /^<(\d+)>(.*)$/.exec(line) ?? [];
    const number = priority === undefined ? level.warning : Number(priority);
    kernel.printk(number & 7, rest ?? line, undefined, number >> 3 || userFacility);
  }
  return 0;
};
