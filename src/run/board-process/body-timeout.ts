import { once } from 'node:events';
import type { Board } from '../../core/board.ts';
import { anySignal, type Clock, type Duration, toMs } from '../../core/time.ts';
import type { BoardCalls } from './board-calls.ts';
import type { Handover } from './handover.ts';

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
const reconsiderMs = 40_000;

/** Resolves once a body has taken longer than it may, with why. Where that would be held against the product, the wire to it is looked at first. */
export const bodyTimeout = async ({ board, calls, handover, timeout, over }: BodyTimeoutOptions): Promise<Error> => {
  await bodyLimit({ clock: board.clock, limitMs: toMs(timeout), floorMs: bodyFloorMs, handover, over });
  const error = calls.timeoutError(timeout);
  if (error.fault !== 'dut' || over.aborted || !board.reconsider) return error;
  return board.reconsider(error, anySignal(over, AbortSignal.timeout(reconsiderMs)));
};

interface BodyLimitOptions {
  readonly clock: Clock;
  /** Board milliseconds. */
  readonly limitMs: number;
  /** At least so many host milliseconds. */
  readonly floorMs: number;
  readonly handover: Pick<Handover, 'settled' | 'tookMs'>;
  readonly over: AbortSignal;
}

/** Resolves once a body has taken longer than it may. The time in which a person had the consoles does not count. */
export const bodyLimit = async ({ clock, limitMs, floorMs, handover, over }: BodyLimitOptions): Promise<void> => {
  let counted = handover.tookMs;
  let late = clock.overdue(limitMs, floorMs);
  for (;;) {
    if (!late.aborted) await once(late, 'abort');
    await handover.settled();
    const pausedMs = handover.tookMs - counted;
    if (pausedMs <= 0 || over.aborted) return;
    counted = handover.tookMs;
    late = clock.overdue(pausedMs * clock.speed, 0);
  }
};
