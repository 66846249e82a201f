import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { z } from 'zod';
import { shownLine } from '../../core/clean-text.ts';
import type { Driver, DriverContext } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';

const schema = z.strictObject({
  /** How the person at the bench knows the switch; 'the power of <board>' by default. */
  prompt: z.string().min(1).optional(),
});
export type ManualSwitchSettings = z.infer<typeof schema>;

interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** Asks the person at the terminal to switch. Only for a desk without a relay: it refuses wherever nobody can answer. */
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
      await confirm(
        `Switch ${what} ${state.toUpperCase()}, then press Enter: `,
        { input: process.stdin, output: process.stderr as WriteStream },
        signal,
      );
      last = state;
    };
    return {
      on: (signal) => ask('on', signal),
      off: (signal) => ask('off', signal),
      state: async () => last,
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

const confirm = async (question: string, { input, output }: Terminal, signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  if (!input.isTTY || !output.isTTY) {
    throw new PowerError('a manual switch needs a terminal with a person at it, and there is none', {
      evidence: [question],
      remedy: 'wire a relay, or run hil in the foreground of a terminal',
    });
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
