import type { ModelLimit } from '../../../core/model-limit.ts';

/** What the M7's parts tell of themselves; who executes and where is added by the core. */
export type M7Limit = Omit<ModelLimit, 'by' | 'pc'>;

export interface M7Listener {
  /** It met what this model does not have, once for each thing and start of the core. */
  readonly onLimit: (limit: ModelLimit) => void;
  /** What a real M7 would do too, and tell nobody: one sentence. */
  readonly onMishap: (sentence: string) => void;
}

const mostOfOneStart = 32;

/** Notes of one M7, from one start of its core to the next. A loop that polls a register tells of it once. */
export class M7Notes {
  readonly #listener: M7Listener;
  readonly #told = new Set<string>();
  /** Where the core is; undefined while none runs. */
  pc: () => number | undefined = () => undefined;

  constructor(listener: M7Listener) {
    this.#listener = listener;
  }

  startOver(): void {
    this.#told.clear();
  }

  limit(limit: M7Limit): void {
    // Junk that is executed as a program meets hundreds; what a program needs shows in its first.
    if (!limit.fatal && this.#told.size >= mostOfOneStart) return;
    if (!this.#isNew(`${limit.access}${limit.address}${limit.name}`)) return;
    const pc = this.pc();
    this.#listener.onLimit({ ...limit, by: 'm7', ...(pc === undefined ? {} : { pc }) });
  }

  mishap(sentence: string): void {
    if (this.#isNew(sentence)) this.#listener.onMishap(sentence);
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}
