import type { Retries, ScenarioAttempt, ScenarioResult } from '../../core/scenario.ts';
import { isTriedAgain, withAttempts } from '../recovery/retry.ts';

/** Attempts at scenarios that another one follows. */
export class Attempts {
  readonly #retries: Retries;
  readonly #of = new Map<string, readonly ScenarioAttempt[]>();
  constructor(retries: Retries) {
    this.#retries = retries;
  }

  /** Of all scenarios. */
  get count(): number {
    return [...this.#of.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** From 1. */
  nextOf(id: string): number {
    return this.#at(id).length + 1;
  }

  /** True when another attempt follows this one. */
  takes(result: ScenarioResult): boolean {
    const earlier = this.#at(result.id);
    if (!isTriedAgain(this.#retries, result, earlier)) return false;
    const { verdict, errors, durationMs } = result;
    this.#of.set(result.id, [...earlier, { attempt: earlier.length + 1, verdict, errors, durationMs }]);
    return true;
  }

  /** The result with those before it. */
  with(result: ScenarioResult): ScenarioResult {
    return withAttempts(result, this.#at(result.id));
  }

  /** The last one as the result, where another was meant to follow and cannot; undefined where there was none. */
  lastOf(id: string, reason: string): ScenarioResult | undefined {
    const attempts = this.#at(id);
    const last = attempts.at(-1);
    if (!last) return undefined;
    const { verdict, errors, durationMs } = last;
    const why = `${errors[0]?.message ?? verdict} (not tried again: ${reason})`;
    return withAttempts({ id, verdict, reason: why, errors, durationMs }, attempts.slice(0, -1));
  }

  #at(id: string): readonly ScenarioAttempt[] {
    return this.#of.get(id) ?? [];
  }
}
