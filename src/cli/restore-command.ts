import { closeBoard } from '../run/recovery/close-board.ts';
import { warn } from './board-lease.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { say, withBoard } from './provision-work.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .option(...configOption)
    .action(async (board, options) => exit(await restoreCommand(board, options)));

/** Puts back what earlier runs or `hil provision` changed, and takes the board to its end state. 2: something could not be put back. */
export const restoreCommand = (board: string, { config }: Common): Promise<number> =>
  withBoard(board, config, 'restore', async ({ definition, context, ending, lost }) => {
    const live = await definition.open(context);
    const problems: string[] = [];
    const power = await closeBoard(live, {
      endState: definition.endState ?? 'off',
      isInterrupted: ending.aborted,
      isLost: () => lost.aborted,
      stopNow: ending,
      onProblem: (problem) => problems.push(problem),
    });
    for (const problem of problems) warn(`${context.name}: ${problem}`);
    if (problems.length > 0) return exitCodes.lab;
    say(`nothing more is owed to ${context.name}; its relay says ${power}`);
    return exitCodes.asExpected;
  });
