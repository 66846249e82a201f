import { once } from 'node:events';
import type { Clock } from '../../core/time.ts';
import type { Handover } from './handover.ts';

export interface BodyLimitOptions {
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
