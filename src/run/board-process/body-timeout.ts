import type { Board } from '../../core/board.ts';
import { anySignal, type Duration, toMs } from '../../core/time.ts';
import type { BoardCalls } from './board-calls.ts';
import { type BodyLimitOptions, bodyLimit } from './body-limit.ts';

export interface BodyTimeoutOptions {
  readonly board: Board;
  readonly calls: BoardCalls;
  readonly timeout: Duration;
  readonly handover: BodyLimitOptions['handover'];
  /** The body is over, and nothing of the board is asked any more. */
  readonly over: AbortSignal;
}

/** In host time: a body has many steps, and the limit of each has a floor of 10 s. */
export const bodyFloorMs = 90_000;

// In host time: a look at the wire of a console.
const reconsiderMs = 20_000;

/** Resolves once a body has taken longer than it may, with why. Where that would be held against the product, the wire to it is looked at first. */
export const bodyTimeout = async ({ board, calls, handover, timeout, over }: BodyTimeoutOptions): Promise<Error> => {
  await bodyLimit({ clock: board.clock, limitMs: toMs(timeout), floorMs: bodyFloorMs, handover, over });
  const error = calls.timeoutError(timeout);
  if (error.fault !== 'dut' || over.aborted || !board.reconsider) return error;
  return board.reconsider(error, anySignal(over, AbortSignal.timeout(reconsiderMs)));
};
