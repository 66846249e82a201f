import type { EventBody } from '../../core/event.ts';
import { bootsFor } from '../schedule/plan.ts';
import type { CollectedScenario } from '../suites/collected.ts';

/** What a run is going to do, by board. `shareOf`: what a board of a pool begins with. */
export const plannedEvent = (
  scenarios: ReadonlyMap<string, readonly CollectedScenario[]>,
  repeat: number,
  shareOf: (board: string) => readonly CollectedScenario[] | undefined,
): EventBody => {
  const shares = [...scenarios].map(([board, all]) => [board, shareOf(board) ?? Array.from({ length: repeat }, () => all).flat()] as const);
  return {
    type: 'run.planned',
    scenarios: Object.fromEntries(shares.map(([board, share]) => [board, share.length])),
    boots: shares.reduce((sum, [, share]) => sum + bootsFor(share), 0),
  };
};
