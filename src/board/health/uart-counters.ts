import type { RemoteShell } from '../../core/shell.ts';

/** What the driver of a UART has counted since it was bound: drivers/tty/serial/serial_core.c, uart_line_info(). */
export interface UartCounters {
  /** Bytes. */
  readonly sent: number;
  /** Bytes, those with an error among them. */
  readonly received: number;
  /** Framing, parity and overrun errors, and breaks. */
  readonly errors: number;
}

/** Undefined where this Linux has no such UART, or shows its counters to nobody: it takes root. Throws what a command throws. */
export const uartCounters = async (shell: RemoteShell, tty: string, signal: AbortSignal): Promise<UartCounters | undefined> => {
  const read = async (path: string): Promise<string> =>
    (await shell.run(`cat ${path}`, { asRoot: true, reject: false, timeout: '10s', signal })).stdout;
  const driver = driverOf(tty, await read('/proc/tty/drivers'));
  return driver === undefined ? undefined : countersOf(tty, await read(`/proc/tty/driver/${driver}`));
};

/** `IMX-uart             /dev/ttymxc   207 16-23 serial` */
export const driverOf = (tty: string, drivers: string): string | undefined =>
  drivers
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .find(([name = '', node, , , kind]) => node === `/dev/${tty.replace(/\d+$/, '')}` && kind === 'serial' && /^[\w.-]+$/.test(name))?.[0];

/** `2: uart:IMX mmio:0x30880000 irq:38 tx:285207 rx:2633621 fe:2 RTS|CTS` */
export const countersOf = (tty: string, counters: string): UartCounters | undefined => {
  const line = /\d+$/.exec(tty)?.[0];
  const row = counters.split('\n').find((text) => text.trim().startsWith(`${line}: uart:`)) ?? '';
  const count = (name: string): number | undefined => {
    const digits = new RegExp(` ${name}:(\\d+)`).exec(row)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const [sent, received] = [count('tx'), count('rx')];
  if (sent === undefined || received === undefined) return undefined;
  return { sent, received, errors: ['fe', 'pe', 'brk', 'oe'].reduce((sum, name) => sum + (count(name) ?? 0), 0) };
};
