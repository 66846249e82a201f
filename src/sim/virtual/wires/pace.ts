import { watchAwake } from '../../../core/awake-time.ts';
import type { CoreActivity, SimulatedPace } from '../../../core/model-limit.ts';
import type { Uart } from './uart.ts';

/** How the simulation keeps up, since a moment of the board's clock. */
export type PaceSince = (at: number) => SimulatedPace;

export interface PacedCore {
  /** As CoreTime's. */
  givenSince(at: number): number;
  /** Undefined where it is not known. */
  readonly activity: CoreActivity | undefined;
}

/**
 * What waits on its way out of the module counts as not executed: nobody can have heard it. `processors`: those of a board that has processes or
 * threads of their own for them.
 */
export const watchPace = (core: PacedCore, uart: Pick<Uart, 'lagMs'>, processors?: Pick<PacedCore, 'givenSince'>): PaceSince => {
  const awakeSince = watchAwake();
  return (at) => ({
    awakeSince: awakeSince(),
    ...(processors ? { boardMs: processors.givenSince(at) } : {}),
    coreMs: Math.max(0, core.givenSince(at) - uart.lagMs),
    ...(core.activity ? { core: core.activity } : {}),
  });
};
