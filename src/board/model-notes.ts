import type { ModelLimit, ModelNote, ModelNoteSource } from '../core/model-limit.ts';

/** What a simulated board met that it does not model, each told once to the journal; empty for hardware. */
export class ModelNotes {
  readonly #source: ModelNoteSource | undefined;
  readonly #onNote: (note: ModelNote) => void;
  readonly #limits: ModelLimit[] = [];
  #sequence = 0;
  #asking: Promise<void> = Promise.resolve();

  constructor(source: ModelNoteSource | undefined, onNote: (note: ModelNote) => void) {
    this.#source = source;
    this.#onNote = onNote;
  }

  /** True for hardware: nothing will ever be told. */
  get isSilent(): boolean {
    return this.#source === undefined;
  }

  /** How many limits were told so far: where `since` begins. */
  get count(): number {
    return this.#limits.length;
  }

  /** Limits behind an earlier `count`. */
  since(count: number): readonly ModelLimit[] {
    return this.#limits.slice(count);
  }

  /** Everything that happened before the call is told when it resolves. Rejects with PortError when the board does not answer. */
  collect(): Promise<void> {
    const asked = this.#asking.then(() => this.#ask());
    this.#asking = asked.catch(() => {});
    return asked;
  }

  async #ask(): Promise<void> {
    for (const note of (await this.#source?.after(this.#sequence)) ?? []) {
      this.#sequence = Math.max(this.#sequence, note.sequence);
      if (note.kind === 'limit') this.#limits.push(note.limit);
      const { sequence: _, times: __, ...told } = note;
      this.#onNote(told);
    }
  }
}
