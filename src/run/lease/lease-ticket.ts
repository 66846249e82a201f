import { closeSync, constants, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { boardClock } from '../../core/time.ts';
import { isHeld, type LeaseTicket, newHolder } from './lease.ts';
import { LeaseFolder } from './lease-folder.ts';
import type { Holding } from './lease-state.ts';

/** Looks as often as the holder beats, in a process that touches the board in the holder's name. `onLost` is called once, when it is another's. */
export const watchTicket = async (ticket: LeaseTicket, signal: AbortSignal, onLost: (by: Holding | undefined) => void): Promise<void> => {
  while (!signal.aborted) {
    await boardClock()
      .sleep(ticket.beatMs, signal)
      .catch(() => {});
    if (signal.aborted) return;
    if (!isHeld(ticket)) return onLost(newHolder(ticket));
  }
};

/** Gives back what a killed holder cannot any more: the board is in its end state, and whoever says so put it there. */
export const releaseTicket = (ticket: LeaseTicket): void => {
  const folder = new LeaseFolder(ticket.folder);
  const [[key, generation] = ['', 0]] = Object.entries(ticket.generations);
  const file = openSync(folder.entry(key, generation).path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    if (readFileSync(file, 'utf8').includes(ticket.id)) ftruncateSync(file, 0);
  } finally {
    closeSync(file);
  }
};
