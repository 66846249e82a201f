import { z } from 'zod';
import type { ByteStream, Console, Mark } from '../core/console.ts';
import { CommandError, ExpectTimeoutError } from '../core/errors.ts';
import { type Clock, type Duration, toMs } from '../core/time.ts';

/** At most `chunk` bytes, then a pause: U-Boot polls a UART whose FIFO takes 32 bytes and loses what is pasted faster. */
export interface Pace {
  readonly chunk: number;
  readonly gap: Duration;
}

export const durationSchema = z.templateLiteral([z.number().min(0), z.enum(['ms', 's', 'min', 'h'])]);
export const paceSchema = z.strictObject({ chunk: z.int().min(1).max(4096), gap: durationSchema });

/** The same stream with every write cut into paced pieces. Writes keep their order. */
export const paced = (stream: ByteStream, { chunk, gap }: Pace, clock: Clock, signal: AbortSignal): ByteStream => {
  let queue: Promise<void> = Promise.resolve();
  const writePaced = async (data: Uint8Array): Promise<void> => {
    for (let from = 0; from < data.byteLength; from += chunk) {
      if (from > 0) await clock.sleep(toMs(gap), signal);
      await stream.write(data.subarray(from, from + chunk));
    }
  };
  return {
    write: (data) => {
      const written = queue.then(() => writePaced(data));
      queue = written.catch(() => {});
      return written;
    },
    onData: (listener) => stream.onData(listener),
    onLost: (listener) => stream.onLost(listener),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
};

export interface PacedOptions extends Pace {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Sends text in paced pieces, over a console whose port is not paced itself. */
export const sendPaced = async (console: Console, text: string, { chunk, gap, clock, signal }: PacedOptions): Promise<void> => {
  for (let from = 0; from < text.length; from += chunk) {
    if (from > 0) await clock.sleep(toMs(gap), signal);
    await console.send(text.slice(from, from + chunk), signal ? { signal } : {});
  }
};

export interface CheckedOptions extends PacedOptions {
  /** How long a correct echo may take: 2 s unless told. */
  readonly within?: Duration;
}

const attempts = 3;

/**
 * Types one line, compares its echo, and only then presses Enter. A wrong or missing echo is cleared by Ctrl-C and typed again, three times at most.
 * Resolves with the place behind the echo. Throws CommandError (dut) with what was echoed.
 */
export const sendChecked = async (console: Console, line: string, options: CheckedOptions): Promise<Mark> => {
  const { within = '2s', signal } = options;
  const cancellable = signal ? { signal } : {};
  const echoed: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const since = console.mark();
    await sendPaced(console, line, options);
    try {
      const { end } = await console.expect(line, { within, since, ...cancellable });
      await console.send('\r', cancellable);
      return end;
    } catch (error) {
      if (!(error instanceof ExpectTimeoutError)) throw error;
      echoed.push(`attempt ${attempt}: ${console.tail(1)[0]?.text ?? 'no echo'}`);
      await console.send('\x03', cancellable);
    }
  }
  throw new CommandError(`the console '${console.name}' did not echo '${line}' correctly`, -1, '', {
    evidence: echoed,
    remedy: 'pace the console (pace: { chunk: 16, gap: "2ms" }), and check its ground and that nothing else writes to it',
  });
};
