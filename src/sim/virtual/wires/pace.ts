import { watchAwake } from '../../../core/awake-time.ts';
import type { SimulatedPace } from '../../../core/model-limit.ts';
import type { Uart } from './uart.ts';

/** How the simulation keeps up, since a moment of the board's clock. */
export type PaceSince = (at: number) => SimulatedPace;

/** `givenSince`: of the M-core. What waits on its way out of the module counts as not executed: nobody can have heard it. */
export const watchPace = (givenSince: (at: number) => number, uart: Pick<Uart, 'lagMs'>): PaceSince => {
  const awakeSince = watchAwake();
  return (at) => ({ awakeSince: awakeSince(), coreMs: Math.max(0, givenSince(at) - uart.lagMs) });
};
