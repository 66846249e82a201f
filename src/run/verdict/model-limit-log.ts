import type { Board } from '../../core/board.ts';
import { type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { ModelLimit, ModelNote } from '../../core/model-limit.ts';
import { blameModel, type ModelFindings } from './model-blame.ts';

/** What a simulated board met and does not model during one attempt at a scenario. */
export class ModelLimitLog {
  readonly #limits: ModelLimit[] = [];
  /** Of the M7 that an earlier scenario started and that still runs. */
  #standing: readonly ModelLimit[] = [];
  #unasked: ErrorReport | undefined;

  take(note: ModelNote): void {
    if (note.kind === 'limit') this.#limits.push(note.limit);
  }

  /** What the board met by now belongs to this attempt. */
  async collect(board: Pick<Board, 'collectModelNotes' | 'm7Limits'>): Promise<void> {
    try {
      await board.collectModelNotes?.();
      this.#standing = (board.m7Limits?.() ?? []).filter((limit) => !this.#limits.includes(limit));
    } catch (cause) {
      this.#unasked = toErrorReport(cause, 'lab');
    }
  }

  /** The error with whose fault it is. */
  blame(report: ErrorReport, { observed, commands }: Pick<ModelFindings, 'observed' | 'commands'> = { observed: undefined }): ErrorReport {
    return blameModel(report, { limits: [...this.#limits, ...this.#standing], observed, commands, unasked: this.#unasked });
  }
}

/** A note as the journal has it. */
export const noteEvent = (note: ModelNote, scenario?: string): EventBody => ({
  ...(note.kind === 'limit'
    ? { type: 'model.limited', limit: note.limit }
    : { type: 'model.mishap', by: note.by, sentence: note.sentence }),
  ...(scenario === undefined ? {} : { scenario }),
});
