import type { Board, BoardContext } from '../core/board.ts';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError, HilError } from '../core/errors.ts';
import type { ScenarioNeeds } from '../core/scenario.ts';
import { stateOf } from '../run/recovery/close-board.ts';
import { checkSpec } from '../run/suites/check-spec.ts';
import { requireFirmware } from '../run/suites/require-firmware.ts';
import { warn } from './board-lease.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { say, withBoard } from './provision-work.ts';
import { configOption, type Declare } from './subcommand.ts';

export interface ProvisionOptions extends Common {
  readonly os?: string;
  readonly netboot?: string;
  readonly overlay?: string;
  readonly argument?: string;
  readonly mcoreBooted: boolean;
  readonly preload?: string;
  readonly preloadAs?: string;
  readonly preloadFrom?: string;
  readonly autostart?: string;
}

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .option('--os <name>', 'a system of the lab file, installed where another one runs; it replaces all that is on the board')
    .option('--netboot <name>', 'kernel and device tree of the lab file, fetched by TFTP at every boot')
    .option('--overlay <overlay>', 'hmp, none, or overlays of the lab file: NAME,…; as the board came by default')
    .option('--argument <text>', 'kernel arguments in place of mcore_booted=1')
    .option('--no-mcore-booted', 'without mcore_booted=1 of the clock driver')
    .option('--preload <image>', 'an image of the lab file that U-Boot starts with bootaux')
    .option('--autostart <image>', 'an image of the lab file that a systemd unit starts while Linux boots')
    .option('--preload-as <form>', 'bin: a flat image that U-Boot copies, as by default; elf: the ELF itself')
    .option('--preload-from <source>', "storage: the board's own, as by default; tftp: the TFTP server of the lab file")
    .option(...configOption)
    .action(async (board, options) => exit(await provisionCommand(board, options)));

/** Brings a board to what a scenario with these needs would get, and leaves it on. What was changed stays owed: `hil restore` or the next run puts it back. */
export const provisionCommand = (board: string, options: ProvisionOptions): Promise<number> => {
  const needs = needsOf(options);
  return withBoard(board, options.config, 'provision', async ({ lab, definition, context, ending, lost }) => {
    requireFirmware([{ id: 'hil provision', suite: '', name: '', file: '', needs, expects: {} }], lab);
    if (definition.simulated)
      throw new ConfigError(`${context.name} is a simulated board: it ends with this command, and what was put on it too`, {
        remedy: 'start one with hil virtual, and name its endpoints in a lab file',
      });
    const live = await definition.open(context);
    try {
      const lack = live.lacks(needs);
      if (lack) throw new HilError('lab', lack);
      await live.prepare(needs, ending).catch(async (cause: unknown) => {
        if (!lost.aborted) warn(await whatIsLeft(live, context));
        throw cause;
      });
    } finally {
      await live[Symbol.asyncDispose]();
    }
    say(`${context.name} is prepared and stays on; hil restore ${context.name} puts back what was changed, and so does the next run`);
    return exitCodes.asExpected;
  });
};

// A relay that does not answer must not keep whoever waits for the end of the command.
const relayWithinMs = 5000;

/** Nobody puts a board in order that somebody wants to look at, but whoever leaves it must know how. */
const whatIsLeft = async (live: Board, { name }: BoardContext): Promise<string> => {
  const power = await stateOf(live, relayWithinMs).catch(() => 'unknown' as const);
  const relay = power === 'unknown' ? 'its relay does not say whether it has power' : `its relay says ${power}`;
  return `${name} is not prepared and was left as it is: ${relay}; hil restore ${name} puts back what was changed and takes it to its end state, and so does the next run`;
};

const needsOf = ({
  os,
  netboot,
  overlay,
  argument,
  mcoreBooted,
  preload,
  preloadAs,
  preloadFrom,
  autostart,
}: ProvisionOptions): ScenarioNeeds => {
  const spec = {
    ...(os === undefined ? {} : { os }),
    ...(netboot === undefined ? {} : { netboot }),
    ...(overlay === undefined ? {} : { overlay: overlay === 'hmp' || overlay === 'none' ? overlay : { files: overlay.split(',') } }),
    ...(argument === undefined ? {} : { kernelArgument: argument }),
    ...(preload === undefined ? {} : { preload }),
    ...(preloadAs === undefined ? {} : { preloadAs }),
    ...(preloadFrom === undefined ? {} : { preloadFrom }),
    ...(autostart === undefined ? {} : { autostart }),
    // It is true where nobody says otherwise.
    ...(argument !== undefined && mcoreBooted ? {} : { mcoreBooted }),
  };
  const checked = checkSpec(spec);
  if ('mistakes' in checked) throw new ConfigError(checked.mistakes.map(shownLine).join('; '));
  return checked.needs;
};
