import { requireSecrets } from '../config/require-secrets.ts';
import { shippedFirmware } from '../config/shipped.ts';
import type { Board, BoardContext, BoardDefinition } from '../core/board.ts';
import { shownJson, shownLine } from '../core/clean-text.ts';
import { ConfigError, HilError, toErrorReport } from '../core/errors.ts';
import type { HealthCheck, Sibling } from '../core/health-check.ts';
import { anySignal, monotonicMs } from '../core/time.ts';
import { closeBoard } from '../run/recovery/close-board.ts';
import { heldByHand, warn } from './board-lease.ts';
import { siblingsOf } from './check-siblings.ts';
import { type CheckReport, CheckScreen, reportOf } from './check-text.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { openableBoard } from './lab.ts';
import { resultOutput } from './result-output.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<board>', 'a board of the lab file')
    .option('--json', 'for programs')
    .option(...configOption)
    .action(async (board, options) => exit(await checkCommand(board, options)));

export interface CheckOptions extends Common {
  readonly json?: true;
}

// What proves the M7 of the model that it was built for.
const hello = { image: 'tcm-hello', model: 'verdin-imx8mp' } as const;

/**
 * Proves one wire of a board after the other and says which is wrong and what to move. Holds the board meanwhile, and leaves it in its end state. 0: all
 * are good; 2: one is bad, or could not be tried.
 */
export const checkCommand = async (board: string, options: CheckOptions): Promise<number> => {
  const stopNow = new AbortController();
  return untilInterrupted(
    (signal) => checkHeld(board, options, signal, stopNow.signal),
    () => stopNow.abort(new HilError('lab', 'interrupted twice')),
  );
};

const checkHeld = async (board: string, { config, json }: CheckOptions, signal: AbortSignal, stopNow: AbortSignal): Promise<number> => {
  const print = resultOutput(json === true);
  const { lab, definition, context } = await openableBoard(config, board, signal);
  for (const warning of requireSecrets(lab, [context.name])) warn(warning);
  const lost = new AbortController();
  using _ = await heldByHand({ definition, context, config, command: `hil check ${board}` }, lost);
  const ending = anySignal(signal, lost.signal);
  const screen = new CheckScreen(shownLine(context.name), json === true ? undefined : process.stdout);
  await using siblings = await siblingsOf(lab, { ...context, signal: ending }, config);
  for (const check of siblings.checks) screen.show(check);
  const work: CheckWork = { definition, context, siblings: siblings.listening, screen, ending, lost: lost.signal, stopNow };
  const report = reportOf(context.name, [...siblings.checks, ...(await opened(work))]);
  screen.end(report);
  if (json) print(`${shownJson(report, 2)}\n`);
  return exitOf(report);
};

const exitOf = ({ verdict }: CheckReport): number => (verdict === 'good' ? exitCodes.asExpected : exitCodes.lab);

interface CheckWork {
  readonly definition: BoardDefinition;
  readonly context: BoardContext;
  readonly siblings: readonly Sibling[];
  readonly screen: CheckScreen;
  /** Ends the asking: an interruption, or a board that was taken away. */
  readonly ending: AbortSignal;
  readonly lost: AbortSignal;
  readonly stopNow: AbortSignal;
}

const opened = async (work: CheckWork): Promise<readonly HealthCheck[]> => {
  const { context, definition, ending, screen, stopNow } = work;
  const begin = monotonicMs();
  const what = 'wires';
  screen.show({ what });
  try {
    ending.throwIfAborted();
    // The first interruption ends the asking alone: the board must still be put in order and switched off.
    const live = await definition.open({ ...context, firmware: { ...shippedFirmware(), ...context.firmware }, signal: stopNow });
    return await askedAll(live, work);
  } catch (cause) {
    ending.throwIfAborted();
    if (cause instanceof ConfigError) throw cause;
    const error = toErrorReport(cause, 'lab');
    const check: HealthCheck = { what, result: 'bad', text: error.message, error, tookMs: Math.round(monotonicMs() - begin) };
    screen.show(check);
    return [check];
  }
};

const askedAll = async (live: Board, work: CheckWork): Promise<readonly HealthCheck[]> => {
  const { context, definition, ending, siblings, screen, lost, stopNow } = work;
  const problems: string[] = [];
  let checks: readonly HealthCheck[] = [];
  try {
    const image = definition.model === hello.model ? { hello: hello.image } : {};
    const onCheck: CheckScreen['show'] = (check) => screen.show(check);
    checks = (await live.checkHealth?.({ keepsRunning: false, thorough: true, ...image, siblings, onCheck }, ending)) ?? [];
  } finally {
    screen.show({ what: 'end' });
    await closeBoard(live, {
      endState: definition.endState ?? 'off',
      isInterrupted: ending.aborted,
      isLost: () => lost.aborted,
      stopNow,
      onProblem: (problem) => problems.push(problem),
    });
    screen.clear();
    if (ending.aborted) for (const problem of problems) warn(`${shownLine(context.name)}: ${problem}`);
  }
  const ends = problems.map((problem) => endCheck(problem));
  for (const check of ends) screen.show(check);
  return [...checks, ...ends];
};

const endCheck = (text: string): HealthCheck => ({
  what: 'end',
  result: 'bad',
  text,
  error: toErrorReport(new HilError('lab', text, { remedy: 'look at the board: it may have power, or hold what the check put there' })),
});
