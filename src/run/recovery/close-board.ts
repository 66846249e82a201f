import { provenOff } from '../../board/power/end-state.ts';
import type { Board } from '../../core/board.ts';
import { InvariantError, toErrorReport } from '../../core/errors.ts';
import type { PowerState } from '../../core/power.ts';
import { anySignal, boardClock } from '../../core/time.ts';

// How long the board may take to be put in order, in host time where somebody waits for the end.
const restoreWithinMs = 10 * 60_000;
const interruptedRestoreMs = 5000;
const endWithinMs = 30_000;

export interface CloseBoardOptions {
  readonly endState: 'off' | 'keep';
  /** The run was told to stop, and somebody waits for the end. */
  readonly isInterrupted: boolean;
  /** True once the board is another's: then nothing is put back and nothing switched. */
  readonly isLost: () => boolean;
  /** Ends the putting back. */
  readonly stopNow: AbortSignal;
  /** What is to be seen on the board while it has power, once nobody needs it as it was. */
  readonly lookLast?: () => Promise<void>;
  /** Takes one sentence for each thing that could not be done; the others are done all the same. */
  readonly onProblem: (problem: string) => void;
}

/** Puts back what was changed, switches to the end state and closes the board, each within its time. Resolves with what the relay says then. */
export const closeBoard = async (
  board: Board,
  { endState, isInterrupted, isLost, lookLast, stopNow, onProblem }: CloseBoardOptions,
): Promise<PowerState> => {
  const restoring = anySignal(AbortSignal.timeout(isInterrupted ? interruptedRestoreMs : restoreWithinMs), stopNow);
  const tried = async <T>(what: string, promise: PromiseLike<T>): Promise<T | undefined> => {
    try {
      return await inTime(promise);
    } catch (cause) {
      onProblem(`could not ${what}: ${toErrorReport(cause).message}`);
      return undefined;
    }
  };
  if (!isLost()) await tried('put back what was changed', board.restore(restoring));
  if (lookLast && !isLost() && !isInterrupted) await tried('look at the board once more', lookLast());
  const power = await tried('ask the relay', isLost() || endState === 'keep' ? kept(board) : switchedOff(board, onProblem));
  await tried('close the board', board[Symbol.asyncDispose]());
  return power ?? 'unknown';
};

/** What the relay of a board that nobody works with says. */
export const stateOf = async (board: Board, withinMs = endWithinMs): Promise<PowerState> => {
  const done = new AbortController();
  try {
    return await board.handle(anySignal(AbortSignal.timeout(withinMs), done.signal)).power.state();
  } finally {
    // What watches a held board would keep the process going.
    done.abort();
  }
};

const kept = async (board: Board): Promise<PowerState> => stateOf(board);

/** What the relay says in the end; the problem is told when that is not off. */
const switchedOff = async (board: Board, onProblem: (problem: string) => void): Promise<PowerState> => {
  try {
    return await provenOff({ off: () => board.end('off'), state: () => stateOf(board) });
  } catch (cause) {
    onProblem(`${toErrorReport(cause).message}: ${toErrorReport(cause).remedy}`);
    return stateOf(board).catch(() => 'unknown' as const);
  }
};

const inTime = async <T>(promise: PromiseLike<T>): Promise<T> => {
  const settled = new AbortController();
  const late = boardClock()
    .sleep(restoreWithinMs + endWithinMs, settled.signal)
    .then(() => Promise.reject(new InvariantError('took too long')));
  try {
    return await Promise.race([promise, late]);
  } finally {
    settled.abort();
    late.catch(() => {});
  }
};
