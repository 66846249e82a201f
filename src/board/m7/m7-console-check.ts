import { randomBytes } from 'node:crypto';
import type { Console } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import type { Duration } from '../../core/time.ts';

// i.MX 8M Plus reference manual and Linux: imx8mp-pinfunc.h (UART4_RXD 0x238/0x498/0x600, UART4_TXD 0x23C/0x49C), clk-imx8mp.c (uart4 0xB080, gate 0x44C0).
const ccm = 0x3038_0000;
const iomuxc = 0x3033_0000;
const uart4 = 0x30a6_0000;
const transmitter = uart4 + 0x40;

/** Pads, clock and 115200 8N1 from the 24 MHz oscillator, as every image for the M7 sets them anew. */
const opening: readonly (readonly [address: number, value: number])[] = [
  [ccm + 0xb080, 1 << 28],
  [ccm + 0x44c4, 3],
  [iomuxc + 0x238, 0],
  [iomuxc + 0x23c, 0],
  [iomuxc + 0x600, 8],
  [iomuxc + 0x498, 0x1c4],
  [iomuxc + 0x49c, 0x1c4],
  [uart4 + 0x80, 1],
  [uart4 + 0x84, 0x4027],
  [uart4 + 0x88, 0x0704],
  [uart4 + 0x90, 0x0a81],
  [uart4 + 0xa4, 15],
  [uart4 + 0xa8, 207],
];

// Well below what U-Boot takes in one line (CONFIG_SYS_CBSIZE 512 and more).
const writesInOneCommand = 16;
const heardWithin: Duration = '3s';

/**
 * Lets U-Boot write a nonce into UART4 and looks for it on what is plugged in as the M7's console: no M7 runs for it, and the boot stays as it was.
 * Resolves to undefined when it came, else to why nothing is proven.
 */
export const checkM7Console = async (uboot: Shell, console: Console, signal: AbortSignal): Promise<string | undefined> => {
  const text = `hil ${randomBytes(4).toString('hex')}`;
  const since = console.mark();
  const writes = [...opening, ...[...Buffer.from(`\r\n${text}\r\n`)].map((byte) => [transmitter, byte] as const)];
  for (let from = 0; from < writes.length; from += writesInOneCommand) {
    const command = writes
      .slice(from, from + writesInOneCommand)
      .map(([address, value]) => `mw.l ${address.toString(16)} ${value.toString(16)}`);
    await uboot.run(command.join(';'), { signal });
  }
  try {
    await console.expect(text, { within: heardWithin, since, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpectTimeoutError)) throw error;
    const came = console.tail(1000).filter(({ start }) => start >= since);
    return came.length === 0
      ? 'what U-Boot wrote into UART4 did not come on console m7: the wire is open, or the console is that of another board'
      : `what U-Boot wrote into UART4 did not come on console m7, which said ${JSON.stringify(came.at(-1)!.text.slice(0, 40))} instead`;
  }
};
