import { hasEnded } from '../../core/process-mark.ts';
import { notesFor } from './acquired-note.ts';
import { releasePlace } from './release-place.ts';

export interface ReclaimContext {
  readonly board: string;
  readonly stateDir: string;
  readonly signal: AbortSignal;
}

/**
 * Frees the places that killed processes of ours on this host still hold for this board; labgrid's locks do not expire.
 * What a living process holds, and what somebody else took since, stays untouched: the coordinator compares the holder in the same step.
 * Throws PlaceError when the coordinator does not answer; the notes stay for the next try.
 */
export const reclaimPlaces = async ({ board, stateDir, signal }: ReclaimContext): Promise<void> => {
  for (const { note, forget } of await notesFor(stateDir, board)) {
    if (!hasEnded(note.by)) continue;
    await releasePlace({ address: note.coordinator, place: note.place, holder: note.holder }, signal);
    await forget();
  }
};
