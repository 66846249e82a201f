import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { z } from 'zod';
import { shownLine } from '../../core/clean-text.ts';
import type { Driver, DriverContext } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { terminalOfRun } from '../../core/run-terminal.ts';

const schema = z.strictObject({
  /** How the person at the bench knows the switch; 'the power of <board>' by default. */
  prompt: z.string().min(1).optional(),
});
export type ManualSwitchSettings = z.infer<typeof schema>;

interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** Asks the person at the terminal to switch, in a run at the terminal of the run. Only for a desk without a relay: it refuses wherever nobody can answer. */
export const manualSwitch = (settings: ManualSwitchSettings = {}): Driver<PowerSwitch> => ({
  driver: 'manual',
  settings,
  schema,
  // A person's hand is no wire: what it is asked for differs from lab file to lab file.
  wires: () => [],
  connect: async ({ board }: DriverContext) => {
    const what = shownLine(settings.prompt ?? `the power of ${board}`);
    let last: PowerState = 'unknown';
    const ask = async (state: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
      const question = `Switch ${what} ${state.toUpperCase()}, then press Enter: `;
      const elsewhere = process.stdin.isTTY ? undefined : terminalOfRun();
      if (elsewhere === undefined) await confirm(question, { input: process.stdin, output: process.stderr as WriteStream }, signal);
      else await confirmAt(elsewhere, question, signal);
      last = state;
    };
    return {
      on: (signal) => ask('on', signal),
      off: (signal) => ask('off', signal),
      state: async () => last,
      limitsCalls: true,
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

/** At the terminal of another process of this run, whose last line is drawn anew all the time: the question stands above it. */
const confirmAt = async (path: string, question: string, signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  const descriptor = await open(path, constants.O_RDWR | constants.O_NOCTTY).catch((cause: unknown) => {
    throw nobodyThere(question, cause);
  });
  const input = new ReadStream(descriptor.fd);
  const output = new WriteStream(descriptor.fd);
  try {
    output.write(`\r\x1b[K\x07${question}\n\n`);
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      input.once('data', () => resolve());
      input.once('error', (cause) => reject(nobodyThere(question, cause)));
      input.once('end', () => reject(new PowerError('nobody confirmed the manual switch', { evidence: [question] })));
    });
  } finally {
    input.destroy();
    await descriptor.close().catch(() => {});
  }
};

const nobodyThere = (question: string, cause?: unknown): PowerError =>
  new PowerError('a manual switch needs a terminal with a person at it, and there is none', {
    ...(cause === undefined ? {} : { cause }),
    evidence: [question],
    remedy: 'wire a relay, or start hil on a terminal, in the foreground',
  });

const confirm = async (question: string, { input, output }: Terminal, signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  if (!input.isTTY || !output.isTTY) {
    throw nobodyThere(question);
  }
  const reader = createInterface({ input, output });
  try {
    // The end of input (Ctrl-D) never answers the question, it only closes the reader.
    const closed = new Promise<never>((_, reject) =>
      reader.once('close', () => reject(new PowerError('nobody confirmed the manual switch', { evidence: [question] }))),
    );
    await Promise.race([reader.question(question, signal ? { signal } : {}), closed]);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    reader.close();
  }
};
