import { once } from 'node:events';
import { type ConsoleName, consoleNames } from '../core/console.ts';
import { ConfigError } from '../core/errors.ts';
import { openableBoard } from './lab.ts';
import type { Common } from './program.ts';
import { untilInterrupted } from './signals.ts';

// Ctrl-], as telnet and picocom users know it; Ctrl-C belongs to the board.
const leave = 0x1d;

/** Shows what the console says from now on; on a terminal, what is typed goes to the board. */
export const consoleCommand = async (board: string, name: string, { config }: Common): Promise<number> => {
  if (!isConsole(name)) throw new ConfigError(`'${name}' is no console`, { remedy: `one of: ${consoleNames.join(', ')}` });
  return untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    await using session = await definition.openConsole(name, context);
    session.onBytes((chunk) => process.stdout.write(chunk));
    process.stderr.write(
      process.stdin.isTTY ? `${context.name} ${name}: Ctrl-] leaves\r\n` : `${context.name} ${name}: read only, not a terminal\n`,
    );
    const lost = new Promise<never>((_, reject) => session.onLost(reject));
    await Promise.race([lost, process.stdin.isTTY ? typeUntilLeft((text) => session.send(text), signal) : once(signal, 'abort')]);
    return 0;
  });
};

const isConsole = (name: string): name is ConsoleName => (consoleNames as readonly string[]).includes(name);

const typeUntilLeft = async (send: (text: string) => Promise<void>, signal: AbortSignal): Promise<void> => {
  const { stdin } = process;
  stdin.setRawMode(true);
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      stdin.on('data', (typed: Buffer) => {
        const end = typed.indexOf(leave);
        if (end !== 0) send(typed.subarray(0, end < 0 ? undefined : end).toString('latin1')).catch(reject);
        if (end >= 0) resolve();
      });
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
};
