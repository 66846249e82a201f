import type { ModelLimit, ModelNote, NumberedNote } from '../../core/model-limit.ts';
import { monotonicMs } from '../../core/time.ts';

// A script in a loop must not fill the memory of the process.
const mostNotes = 500;

/** What somebody met that this board does not model: told over the control endpoint instead of being ignored. */
export class Limits {
  /** The oldest first: who is met again goes to the end. */
  readonly #notes = new Map<string, NumberedNote>();
  #sequence = 0;

  report(limit: ModelLimit): void {
    this.#note({ kind: 'limit', limit });
  }

  /** A command that did nothing, and said so. */
  command(by: 'linux' | 'u-boot', name: string): void {
    this.report({ by, kind: 'command', name, fatal: true });
  }

  /** Something that was asked for, was accepted, and has no effect. */
  effect(by: ModelLimit['by'], name: string): void {
    this.report({ by, kind: 'effect', name, fatal: false });
  }

  mishap(by: ModelLimit['by'], sentence: string): void {
    this.#note({ kind: 'mishap', by, sentence });
  }

  /** Notes behind a place in their order, oldest first. */
  after(sequence: number): readonly NumberedNote[] {
    return [...this.#notes.values()].filter((note) => note.sequence > sequence);
  }

  #note(note: ModelNote): void {
    const key = JSON.stringify(note);
    const times = (this.#notes.get(key)?.times ?? 0) + 1;
    this.#notes.delete(key);
    this.#notes.set(key, { ...note, sequence: ++this.#sequence, times, at: monotonicMs() });
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > mostNotes) this.#notes.delete(oldest!);
  }
}
