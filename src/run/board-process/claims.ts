import type { EventBody } from '../../core/event.ts';
import type { ScenarioDescription } from '../../core/scenario.ts';
import type { PoolClient } from './pool-client.ts';

/** Which scenarios are this board's to run: all of them, or what it claimed of its pool. */
export class Claims {
  readonly #pool: Pick<PoolClient, 'claim'> | undefined;
  readonly #emit: (event: EventBody) => void;
  readonly #claimed = new Set<string>();
  #given: Set<string> | undefined;
  constructor(pool: Pick<PoolClient, 'claim'> | undefined, emit: (event: EventBody) => void) {
    this.#pool = pool;
    this.#emit = emit;
  }

  get claimed(): readonly string[] {
    return [...this.#claimed];
  }

  /** What the pool gave to be walked through; everything where there is none. */
  give(ids: readonly string[] | undefined): void {
    this.#given = ids && new Set(ids);
  }

  isGiven(id: string): boolean {
    return this.#given?.has(id) !== false;
  }

  /** False for what another board of the pool runs. `isOut`: this board left its pool, and with it its claims. */
  async take(scenario: ScenarioDescription, isOut: () => boolean): Promise<boolean> {
    const { id } = scenario;
    if (!this.#pool || this.#claimed.has(id)) return true;
    const isOurs = this.#given?.has(id) === true && !isOut() && (await this.#pool.claim(id));
    if (!isOurs || isOut()) {
      this.#given?.delete(id);
      return false;
    }
    this.#claimed.add(id);
    this.#emit({ type: 'scenario.collected', scenario });
    return true;
  }
}
