import { switchOffAndOn } from '../board/power/power-cycle.ts';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { ownEntry } from '../core/own-entry.ts';
import type { PowerSwitch } from '../core/power.ts';
import { anySignal, boardClock } from '../core/time.ts';
import { type HandWork, HeldByHand, heldByHand } from './board-lease.ts';
import type { Common } from './common-options.ts';
import { openableBoard } from './lab.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .argument('<action>', 'on, off, cycle or state')
    .option('--force', 'also while somebody else holds the board; state needs none')
    .option(...configOption)
    .action(async (board, action, options) => exit(await powerCommand(board, action, options)));

const actions: Readonly<Record<string, (relay: PowerSwitch, signal: AbortSignal) => Promise<void>>> = {
  on: (relay, signal) => relay.on(signal),
  off: (relay, signal) => relay.off(signal),
  state: async () => {},
  cycle: (relay, signal) => switchOffAndOn({ switch: relay, clock: boardClock(), signal }),
};

// Whoever interrupted it waits for the end.
const relayWithinMs = 5000;

export interface PowerOptions extends Common {
  readonly force?: true;
}

/**
 * Prints the relay's own word after the switch; whether the board believes it, only its consoles can tell. To switch is to hold the board: not while
 * somebody else does, unless it is forced. To ask is free.
 */
export const powerCommand = async (board: string, action: string, { config, force }: PowerOptions): Promise<number> => {
  const act = ownEntry(actions, action);
  if (!act) throw new ConfigError(`'${action}' is no power action`, { remedy: `one of: ${Object.keys(actions).join(', ')}` });
  return untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    const lost = new AbortController();
    using _ = await held(
      { definition, context, config, command: `hil power ${board} ${action}` },
      lost,
      action === 'state' || force === true,
    );
    await using relay = await definition.openPower(context);
    const say = async (within: AbortSignal): Promise<void> =>
      void process.stdout.write(`${shownLine(context.name)}: the relay says ${await relay.state(within)}\n`);
    await act(relay, anySignal(signal, lost.signal)).catch(async (cause: unknown) => {
      // Between off and on the board is left without power.
      if (signal.aborted) await say(AbortSignal.timeout(relayWithinMs)).catch(() => {});
      throw cause;
    });
    await say(signal);
    if (definition.simulated) process.stderr.write('hil: this board is simulated: it was started for this command and ends with it\n');
    return 0;
  });
};

const held = async (work: HandWork, lost: AbortController, isFree: boolean): Promise<HeldByHand> =>
  isFree ? new HeldByHand(work.context.name, undefined, lost) : heldByHand(work, lost);
