import type { ErrorReport } from '../../core/errors.ts';
import type { ScenarioResult } from '../../core/scenario.ts';

/** A lab that spoilt one scenario must not spoil all the others: they may have a board that works. */
export class HealthRecheck {
  readonly #check: (() => Promise<ErrorReport | undefined>) | undefined;
  #isDue = false;
  #isRunning = false;
  /** `check`: resolves with why nothing more should run on the board. */
  constructor(check: (() => Promise<ErrorReport | undefined>) | undefined) {
    this.#check = check;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** True when the last scenario ended by what may be a wire of the board, and nobody has looked since. */
  get isDue(): boolean {
    return this.#isDue;
  }

  ended({ verdict, errors }: ScenarioResult): void {
    this.#isDue = verdict === 'error' && errors[0]?.fault === 'lab' && errors[0].sparesWires !== true;
  }

  /** Resolves with why the board is unfit, or undefined. */
  async run(): Promise<ErrorReport | undefined> {
    this.#isDue = false;
    this.#isRunning = true;
    try {
      return await this.#check?.();
    } finally {
      this.#isRunning = false;
    }
  }
}
