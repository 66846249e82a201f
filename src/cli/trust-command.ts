import { createInterface } from 'node:readline/promises';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError, HilError } from '../core/errors.ts';
import { anySignal } from '../core/time.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { openableBoard } from './lab.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>')
    .option('--yes', 'ask nothing')
    .option(...configOption)
    .action(async (board, options) => exit(await trustCommand(board, options)));

export interface TrustOptions extends Common {
  readonly yes?: true;
}

// Wall time: the board is said to be on.
const presentedWithinMs = 30_000;

/** Shows the host key that was trusted and the one that the board shows now, and takes the new one when a person says so. Logs in nowhere and switches nothing. */
export const trustCommand = async (board: string, { config, yes }: TrustOptions): Promise<number> =>
  untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    await using host = await definition.openHost?.(context);
    const keys = host?.hostKeys;
    const name = shownLine(context.name);
    if (!keys) throw new ConfigError(`${name} has no SSH in the lab file`, { remedy: 'there is no host key to trust' });
    const old = await keys.pinned();
    const shown = await keys.presented(anySignal(signal, AbortSignal.timeout(presentedWithinMs))).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new HilError('lab', `${name} shows no host key: ${shownLine((cause as Error).message)}`, {
        cause,
        remedy: 'see that the board is on and has booted, and that ssh in the lab file has its address',
      });
    });
    say(`${name}: trusted ${old ?? 'none yet'}${keys.isFixed ? ', which the lab file says' : ''}`);
    say(`${name}: shown   ${shown}`);
    if (old === shown) return said('it is the same key: there is nothing to do', exitCodes.asExpected);
    if (keys.isFixed) return said(`if that is this board, put it into the lab file: hostKey: '${shown}'`, exitCodes.lab);
    say(`on the board's own console this says whether it is its key: for k in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $k; done`);
    if (!yes && !(await isAgreed(signal))) return said('the old one stays', exitCodes.lab);
    await keys.trust(shown);
    return said('the new one is trusted from now on', exitCodes.asExpected);
  });

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const said = (text: string, code: number): number => {
  say(text);
  return code;
};

const isAgreed = async (signal: AbortSignal): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new ConfigError('hil trust asks on a terminal, and there is none', { remedy: 'compare the fingerprints, then say --yes' });
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await reader.question('trust the new one? y/n: ', { signal })).trim());
  } finally {
    reader.close();
  }
};
