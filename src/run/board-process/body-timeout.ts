import type { Board } from '../../core/board.ts';
import { anySignal, type Duration } from '../../core/time.ts';
import type { BoardCalls } from './board-calls.ts';

export interface BodyTimeoutOptions {
  readonly board: Board;
  readonly calls: BoardCalls;
  readonly timeout: Duration;
  /** The body is over, and nothing of the board is asked any more. */
  readonly over: AbortSignal;
}

/** In host time: a body has many steps, and the limit of each has a floor of 10 s. */
export const bodyFloorMs = 90_000;

// In host time: a look at the wire of a console.
const reconsiderMs = 20_000;

/** Why a body took longer than it may. Where that would be held against the product, the wire to it is looked at first. */
export const bodyTimeout = async ({ board, calls, timeout, over }: BodyTimeoutOptions): Promise<Error> => {
  const error = calls.timeoutError(timeout);
  if (error.fault !== 'dut' || over.aborted || !board.reconsider) return error;
  return board.reconsider(error, anySignal(over, AbortSignal.timeout(reconsiderMs)));
};
