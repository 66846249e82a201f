import { once } from 'node:events';
import { shownLine } from '../core/clean-text.ts';
import { type ConsoleName, consoleNames } from '../core/console.ts';
import { ConfigError } from '../core/errors.ts';
import { holderText } from '../run/lease/lease-state.ts';
import { type HandWork, HeldByHand, heldByHand, holdingOf, warn } from './board-lease.ts';
import type { Common } from './common-options.ts';
import { openableBoard } from './lab.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';
import { typeUntilLeft } from './typed-keys.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .argument('[console]', 'a53 or m7', 'a53')
    .option('--force', 'also while somebody else holds the board; each of the two then gets some of the bytes')
    .option(...configOption)
    .action(async (board, name, options) => exit(await consoleCommand(board, name, options)));

export interface ConsoleOptions extends Common {
  readonly force?: true;
}

/**
 * Shows what the console says from now on; on a terminal, what is typed goes to the board. Holds the board meanwhile: of two readers of a UART each
 * gets some of the bytes. A board that was left behind is shown as it is, since that may be what one wants to see.
 */
export const consoleCommand = async (board: string, name: string, { config, force }: ConsoleOptions): Promise<number> => {
  if (!isConsole(name)) throw new ConfigError(`'${name}' is no console`, { remedy: `one of: ${consoleNames.join(', ')}` });
  return untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    const lost = new AbortController();
    using _ = await held({ definition, context, config, command: `hil console ${board} ${name}` }, lost, force === true);
    await using session = await definition.openConsole(name, context);
    const unseen = new Promise<void>((resolve) => process.stdout.once('error', () => resolve()));
    session.onBytes((chunk) => process.stdout.write(chunk));
    const shown = shownLine(context.name);
    process.stderr.write(
      process.stdin.isTTY ? `${shown} ${name}: Ctrl-] leaves, Ctrl-\\ sends a break\r\n` : `${shown} ${name}: read only, not a terminal\n`,
    );
    const gone = new Promise<never>((_, reject) => {
      session.onLost(reject);
      lost.signal.addEventListener('abort', () => reject(lost.signal.reason));
    });
    await Promise.race([
      gone,
      unseen,
      process.stdin.isTTY
        ? typeUntilLeft({ send: (text) => session.send(text), sendBreak: () => sendBreak(session) }, signal)
        : once(signal, 'abort'),
    ]);
    return 0;
  });
};

const held = async (work: HandWork, lost: AbortController, force: boolean): Promise<HeldByHand> => {
  const holding = holdingOf(work.definition);
  const isLeft = holding?.state === 'stale';
  if (isLeft) warn(`${shownLine(work.context.name)} was left behind by ${holderText(holding)}; the next run switches it off`);
  return isLeft || force ? new HeldByHand(work.context.name, undefined, lost) : heldByHand(work, lost);
};

const sendBreak = async (session: { sendBreak?(): Promise<boolean> }): Promise<void> => {
  if ((await session.sendBreak?.()) !== true) process.stderr.write('hil: this console has no break: raw TCP cannot carry one\r\n');
};

const isConsole = (name: string): name is ConsoleName => (consoleNames as readonly string[]).includes(name);
