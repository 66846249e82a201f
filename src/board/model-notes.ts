import type { ModelLimit, ModelNote, ModelNoteSource, NumberedNote } from '../core/model-limit.ts';

/** What a simulated board met that it does not model, each told once to the journal; empty for hardware. */
export class ModelNotes {
  readonly #source: ModelNoteSource | undefined;
  readonly #onNote: (note: ModelNote) => void;
  readonly #limits: ModelLimit[] = [];
  #sequence = 0;
  #asking: Promise<void> = Promise.resolve();
  /** From when on the M7 executed what, the latest last. */
  #lives: readonly { readonly at: number; readonly fromJunk: boolean }[] = [];

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

  /** The M7 begins anew, with words that an image put into its start vector or not; in host monotonic milliseconds. */
  beginLife(at: number, fromJunk: boolean): void {
    this.#lives = [...this.#lives.slice(-8), { at, fromJunk }];
  }

  /** Everything that happened before the call is told when it resolves. Rejects with PortError when the board does not answer. */
  collect(): Promise<void> {
    const asked = this.#asking.then(() => this.#ask());
    this.#asking = asked.catch(() => {});
    return asked;
  }

  /** A limit that this program found itself. */
  note(limit: ModelLimit): void {
    this.#limits.push(limit);
    this.#onNote({ kind: 'limit', limit });
  }

  async #ask(): Promise<void> {
    for (const note of (await this.#source?.after(this.#sequence)) ?? []) {
      this.#sequence = Math.max(this.#sequence, note.sequence);
      if (note.kind === 'limit') this.note(this.#isOfJunk(note) ? { ...note.limit, ofJunk: 1 } : note.limit);
      else this.#onNote({ kind: note.kind, by: note.by, sentence: note.sentence });
    }
  }

  #isOfJunk({ at, ...note }: NumberedNote): boolean {
    return note.kind === 'limit' && note.limit.by === 'm7' && this.#lives.findLast((life) => life.at <= at)?.fromJunk === true;
  }
}
