import type { RemoteCoreState } from '../../core/remote-core.ts';

/** What Linux says of the M7, asked when the M7 itself does not say what it should. */
export interface CoreClaim {
  readonly state: RemoteCoreState;
  /** Somebody on the board has started it since this program did. */
  readonly isStartedByHand: boolean;
}

/** Lines that `isStartedByHand` needs of the kernel log, as a basic regular expression. */
export const startLines = 'hil state [0-9a-f]\\|remoteproc[0-9]*: powering up';

/** `log`: those lines of the kernel log since it began. rproc_boot() tells each start, and a mark of ours precedes each of ours. */
export const isStartedByHand = (log: string): boolean => {
  const lines = log.split('\n');
  const mark = lines.findLastIndex((line) => line.includes('hil state '));
  const starts = lines.slice(mark + 1).filter((line) => line.includes('powering up')).length;
  return starts > (mark < 0 ? 0 : 1);
};
