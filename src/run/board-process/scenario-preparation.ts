import type { Board } from '../../core/board.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { anySignal, type Duration, toMs } from '../../core/time.ts';
import { NotReadyError } from '../errors.ts';
import type { BoardCalls } from './board-calls.ts';

const prepareWithin: Duration = '15min';
// In host time. The limits of what happens meanwhile have floors of 10 s each on a board that lives faster, and what they say explains more.
const prepareFloorMs = 120_000;

export interface PreparationOptions {
  readonly board: Board;
  readonly needs: ScenarioNeeds;
  readonly calls: BoardCalls;
  readonly onInjected: (fault: string) => void;
}

/** Brings a board to where a scenario starts. */
export class ScenarioPreparation {
  readonly #options: PreparationOptions;
  /** Aborts when the scenario before this one turns out to have left the board in ruins. */
  #disturbed = new AbortController();
  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  /** Throws NotReadyError when it takes too long, and what `signal` aborts with. */
  async run({ recoverFirst }: { readonly recoverFirst: boolean }, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options.board;
    const late = clock.overdue(Math.max(toMs(prepareWithin), prepareFloorMs * clock.speed));
    const either = anySignal(signal, late);
    try {
      await this.#prepare(recoverFirst, either);
      await this.#options.calls.waitFor(this.#inject(), either);
      either.throwIfAborted();
    } catch (cause) {
      if (!late.aborted || signal.aborted) throw cause;
      const remedy = 'read the journal for what took the time';
      throw new NotReadyError(`the board was not ready after ${prepareWithin}`, { cause, remedy });
    }
  }

  /** What the scenario before left behind has come only now: the board is to be recovered and prepared anew. */
  disturb(): void {
    this.#disturbed.abort(new Error('the board went down by what was done to it before'));
  }

  async #prepare(recoverFirst: boolean, signal: AbortSignal): Promise<void> {
    const { board, needs, calls } = this.#options;
    this.#disturbed = new AbortController();
    const { signal: disturbed } = this.#disturbed;
    const either = anySignal(signal, disturbed);
    try {
      if (recoverFirst) await calls.waitFor(board.recover(either), either);
      await calls.waitFor(board.prepare(needs, either), either);
      either.throwIfAborted();
    } catch (cause) {
      if (!disturbed.aborted || signal.aborted) throw cause;
      await this.#prepare(true, signal);
    }
  }

  async #inject(): Promise<void> {
    const { board, needs, onInjected } = this.#options;
    if (needs.injects === undefined) return;
    await board.faults?.arm(needs.injects);
    onInjected(needs.injects);
  }
}
