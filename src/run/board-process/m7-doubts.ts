import type { Board } from '../../core/board.ts';
import type { ScenarioResult } from '../../core/scenario.ts';
import { anySignal, type Duration, toMs } from '../../core/time.ts';
import type { BoardResults } from './board-results.ts';
import type { ScenarioSession } from './scenario-session.ts';

// A boot into U-Boot, what it writes, and the boot that follows; in board time, with a floor in host time.
const lookWithin: Duration = '8min';
const lookFloorMs = 40_000;

/**
 * Scenarios whose verdict stands on an M7 that was silent, and whose end could not look whether its console is dead: the next one was to see what they left,
 * or they were over already. The board is booted for that look, so that it comes once nobody needs what is on it.
 */
export class M7Doubts {
  readonly #board: Board;
  readonly #results: BoardResults;
  readonly #stopped = new AbortController();
  #doubted: readonly ScenarioSession[] = [];
  #isLooking = false;
  constructor(board: Board, results: BoardResults) {
    this.#board = board;
    this.#results = results;
  }

  get isLooking(): boolean {
    return this.#isLooking;
  }

  /** Its verdict is there. */
  add(session: ScenarioSession): void {
    if (session.ending.doubtsM7) this.#doubted = [...this.#doubted.filter((one) => one !== session), session];
  }

  /** Nobody has time for a look any more. */
  stop(why: Error): void {
    this.#stopped.abort(why);
  }

  /** Looks, where there is a doubt. Resolves with what came of it: the last scenario in doubt, as it is told now; undefined where its verdict stands. */
  async settle(): Promise<ScenarioResult | undefined> {
    const doubted = this.#doubted;
    this.#doubted = [];
    if (doubted.length === 0 || this.#stopped.signal.aborted) return undefined;
    this.#isLooking = true;
    const late = AbortSignal.timeout(Math.max(lookFloorMs, toMs(lookWithin) / this.#board.clock.speed));
    const trouble = await this.#board.m7ConsoleTrouble?.(anySignal(this.#stopped.signal, late)).catch(() => undefined);
    this.#isLooking = false;
    return trouble && doubted.map(({ ending }) => this.#results.explain(ending.judge(trouble))).at(-1);
  }
}
