import { resolve } from 'node:path';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { shownLine, shownText } from '../core/clean-text.ts';
import { takeLease } from '../run/lease/lease.ts';
import { LeaseError } from '../run/lease/lease-error.ts';
import { LeaseFolder } from '../run/lease/lease-folder.ts';
import { holderText } from '../run/lease/lease-state.ts';
import { HeldError, heldError, takeBoard } from '../run/lease/take-board.ts';
import { holdingOf, warn } from './board-lease.ts';
import type { Common } from './common-options.ts';
import { openableBoard } from './lab.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .option('--force', 'also from a holder that lives, whose run then touches it no more; and also where the relay does not answer')
    .option(...configOption)
    .action(async (board, options) => exit(await releaseCommand(board, options)));

export interface ReleaseOptions extends Common {
  readonly force?: true;
}

/** Switches the board off, then frees it. A holder that lives keeps it, unless it is forced. */
export const releaseCommand = async (board: string, { config, force }: ReleaseOptions): Promise<number> =>
  untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    const holding = holdingOf(definition);
    if (!holding) {
      process.stdout.write(`${shownLine(context.name)}: nobody holds it\n`);
      return 0;
    }
    if (holding.state !== 'stale' && !force) throw heldError(context.name, holding);
    await switchedOffAndFreed(definition, context, { config: resolve(config), force: force === true });
    process.stdout.write(`${shownLine(context.name)}: was held by ${shownText(holderText(holding))}; it is off, and free\n`);
    return 0;
  });

const command = 'hil release';

const switchedOffAndFreed = async (
  definition: BoardDefinition,
  context: BoardContext,
  { config, force }: { readonly config: string; readonly force: boolean },
): Promise<void> => {
  try {
    (await takeBoard({ definition, context, request: { command, config }, force }))?.release();
  } catch (cause) {
    if (!(cause instanceof LeaseError) || cause instanceof HeldError || !force) throw cause;
    // Whoever insists has seen to the power himself; with a relay that is broken for good the board would never be free again.
    const wires = definition.wires();
    takeLease(new LeaseFolder(), { board: context.name, wires, command, config }, { force }).lease?.release();
    warn(`${cause.message}; it is free nevertheless, since that was asked for`);
  }
};
