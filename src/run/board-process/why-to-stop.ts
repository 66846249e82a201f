import { shareText, wilson } from '../../history/wilson.ts';
import type { BoardResults } from './board-results.ts';
import type { BoardRunOptions } from './board-run.ts';

/** Why nothing more is to run on a board of its own, by what came out so far. */
export const whyToStop = (
  { bad, judged: { failed, of } }: Pick<BoardResults, 'bad' | 'judged'>,
  { bail, handover, soak }: Pick<BoardRunOptions, 'bail' | 'handover' | 'soak'>,
): string | undefined => {
  if (handover.endsRun && bad > 0) return 'the run stops at the first failure (--debug)';
  if (bail > 0 && bad >= bail) return `the run stops after ${bail} that failed (--bail)`;
  if (soak?.below === undefined) return undefined;
  // Before that a bad night could still be chance.
  const share = wilson(of - failed, of);
  if (share.high >= soak.below) return undefined;
  return `the run stops: ${shareText(share)} as expected, which is below ${soak.below * 100} % with 95 % confidence (--stop-below)`;
};
