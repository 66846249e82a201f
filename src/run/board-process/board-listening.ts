import type { Board } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { noteEvent } from '../verdict/model-limit-log.ts';
import type { IncidentOwners } from './incident-owners.ts';
import type { ScenarioSession } from './scenario-session.ts';

export interface BoardListeningOptions {
  readonly owners: IncidentOwners;
  readonly running: () => ScenarioSession | undefined;
  readonly emit: (event: EventBody) => void;
  /** Nobody sees any more what the board says. */
  readonly onLost: (error: Error) => void;
}

/** Takes what a board tells of itself to the scenario that runs, or into the journal where none does. Returns what ends that. */
export const listenToBoard = (board: Board, { owners, running, emit, onLost }: BoardListeningOptions): (() => void) => {
  const listening = [
    board.onIncident((phase, incident) => owners.take(phase, incident)),
    board.onTrouble?.((error) => running()?.end(error)),
    // Nobody would see what the board says from now on: neither a pass nor a failure could be believed.
    board.onLost((error) => {
      emit({ type: 'board.excluded', error: toErrorReport(error, 'lab') });
      onLost(error);
    }),
    board.onModelNote?.((note) => {
      const session = running();
      if (session) session.takeModelNote(note);
      else emit(noteEvent(note));
    }),
    board.onObservation((observation) => {
      const session = running();
      if (session) session.takeObservation(observation);
      else emit({ type: 'm7.observed', observation });
    }),
  ];
  return () => {
    for (const stopListening of listening) stopListening?.();
  };
};
