import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import { type Clock, type Duration, toMs } from '../../core/time.ts';

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
    onGap: (listener) => stream.onGap?.(listener),
    ...(stream.sendBreak ? { sendBreak: () => stream.sendBreak!() } : {}),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
};
