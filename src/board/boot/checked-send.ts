import type { Console, Mark } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Duration } from '../../core/time.ts';

export interface CheckedSendOptions {
  /** Characters sent before their echo is awaited; 16 by default. A UART FIFO of 32 bytes overflows when U-Boot is busy. */
  readonly chunk?: number;
  /** For the echo of each piece; '2s' by default. */
  readonly within?: Duration;
  readonly signal?: AbortSignal;
}

/** Thrown when the other side did not echo what was sent. */
export class EchoMismatch extends Error {
  override readonly name = 'EchoMismatch';
}

/** Types text without a line ending and waits for every piece of it to be echoed unharmed. Resolves with the end of the echo. Throws EchoMismatch. */
export const sendChecked = async (
  console: Console,
  text: string,
  { chunk = 16, within = '2s', signal }: CheckedSendOptions = {},
): Promise<Mark> => {
  let since = console.mark();
  for (let from = 0; from < text.length; from += chunk) {
    const piece = text.slice(from, from + chunk);
    await console.send(piece, signal ? { signal } : {});
    const echo = await console.expect(piece, { within, since, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
      if (error instanceof ExpectTimeoutError) throw new EchoMismatch(`'${piece}' was not echoed`, { cause: error });
      throw error;
    });
    // Before the first piece a prompt may still arrive; between pieces there is nothing but noise.
    if (from > 0 && echo.before !== '') throw new EchoMismatch(`'${echo.before}' came within the echo of '${text}'`);
    since = echo.end;
  }
  return since;
};
