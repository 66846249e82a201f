import { watchAwake, watchLost } from '../../../core/awake-time.ts';
import type { CoreActivity, SimulatedPace } from '../../../core/model-limit.ts';
import type { Clock } from '../../../core/time.ts';
import type { Uart } from './uart.ts';

/** How the simulation keeps up, since a moment of the board's clock. */
export type PaceSince = (at: number) => SimulatedPace;

export interface PacedCore {
  /** As CoreTime's. */
  givenSince(at: number): number;
  /** Undefined where it is not known. */
  readonly activity: CoreActivity | undefined;
}

/** What waits on its way out of the module counts as not executed: nobody can have heard it. `processors`: everything but that core. */
export const watchPace = (core: PacedCore, uart: Pick<Uart, 'lagMs'>, processors: Pick<PacedCore, 'givenSince'>): PaceSince => {
  const awakeSince = watchAwake();
  return (at) => ({
    awakeSince: awakeSince(),
    boardMs: processors.givenSince(at),
    coreMs: Math.max(0, core.givenSince(at) - uart.lagMs),
    ...(core.activity ? { core: core.activity } : {}),
  });
};

/** The processors of a board that this process is, as far as the host gave it one. */
export const ownProcessors = ({ now, speed }: Pick<Clock, 'now' | 'speed'>): Pick<PacedCore, 'givenSince'> => {
  const lostSince = watchLost();
  return { givenSince: (at) => Math.max(0, now() - at - lostSince(at / speed) * speed) };
};
