import { setTimeout as wait } from 'node:timers/promises';
import { monotonicMs } from '../src/core/time.ts';
import type { BenchBoard } from './bench-board.ts';

/** Looks at a board's own relay from the stroke on. */
export class PowerWatch {
  readonly #board: BenchBoard;
  readonly #since = monotonicMs();
  #wasOn = false;
  #offAt: number | undefined;
  constructor(board: BenchBoard) {
    this.#board = board;
  }

  async look(): Promise<void> {
    const power = await this.#board.power();
    if (power === 'on') {
      this.#wasOn = true;
      this.#offAt = undefined;
    } else this.#offAt ??= monotonicMs() - this.#since;
    await wait(50);
  }

  get result(): { readonly offMs?: number } {
    return this.#wasOn && this.#offAt !== undefined ? { offMs: this.#offAt } : {};
  }

  problems(withinMs: number): string[] {
    if (this.#offAt === undefined) return ['the board still has power'];
    return this.#offAt > withinMs ? [`the board had power for ${Math.round(this.#offAt)} ms`] : [];
  }
}
