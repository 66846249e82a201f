import { randomBytes } from 'node:crypto';
import type { Console } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import type { Duration } from '../../core/time.ts';
import type { BoardModel } from '../models/board-model.ts';

// Well below what U-Boot takes in one line (CONFIG_SYS_CBSIZE 512 and more).
const writesInOneCommand = 16;
const heardWithin: Duration = '3s';

/** A console that somebody else is thought to have, with its name in words. */
export interface Elsewhere {
  readonly name: string;
  readonly console: Console;
}

/** Whether a line of the M7's console is what U-Boot was made to write there. */
export const saysProof = (line: string): boolean => /^hil [0-9a-f]{8}$/.test(line.trim());

/**
 * Lets U-Boot write a nonce into the core's UART and looks for it on what is plugged in as the M7's console: no M7 runs for it, and the boot stays as it was.
 * Resolves to undefined when it came, else to why nothing is proven.
 */
export const checkM7Console = async (
  uboot: Shell,
  console: Console,
  { coreUart: { opening, transmitter }, profile: { consoles } }: BoardModel,
  signal: AbortSignal,
  elsewhere: readonly Elsewhere[] = [],
): Promise<string | undefined> => {
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
    const other = elsewhere.find((one) => one.console.tail(50).some((line) => line.text.includes(text)));
    if (other) return `what U-Boot wrote into ${consoles.core} came on ${other.name} and not on console m7: the two are crossed`;
    const came = console.tail(1000).filter(({ start }) => start >= since);
    // The commands that U-Boot echoes are heard on its own UART alone.
    if (came.some((line) => line.text.includes(`mw.l ${transmitter.toString(16)}`)))
      return `console m7 hears what console a53 hears, U-Boot's own prompt: both are on ${consoles.a53}, and none on ${consoles.core}`;
    return came.length === 0
      ? `what U-Boot wrote into ${consoles.core} did not come on console m7: the wire is open, or the console is that of another board`
      : `what U-Boot wrote into ${consoles.core} did not come on console m7, which said ${JSON.stringify(came.at(-1)!.text.slice(0, 40))} instead`;
  }
};
