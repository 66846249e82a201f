import type { M7Observation, Outcome } from '../core/outcome.ts';
import { mistake } from './thrown.ts';
import type { WireError } from './wire.ts';

interface Start {
  /** Such as `board.m7.start`. */
  readonly call: string;
  readonly place: string | undefined;
  readonly outcome: Outcome;
  isLookedAt: boolean;
}

// What they tell, an incident tells as well, or nothing is known.
const silent: readonly Outcome[] = ['mute', 'stale', 'refused'];

/** By which of its properties a start that failed shows. */
const telling = ['outcome', 'state', 'errno', 'kernelLines', 'evidence'] as const;

/** The starts of the M7 of one attempt at a scenario, and whether the suite looked at what came of them. */
export class Starts {
  readonly #starts: Start[] = [];

  /** Writes down when the suite reads what came of it. */
  watch(observation: M7Observation, call: string, place: string | undefined): void {
    const start: Start = { call, place, outcome: observation.outcome, isLookedAt: false };
    this.#starts.push(start);
    for (const key of telling.filter((name) => name in observation)) {
      const value = observation[key];
      const get = (): unknown => {
        start.isLookedAt = true;
        return value;
      };
      Object.defineProperty(observation, key, { get, enumerable: true, configurable: true });
    }
  }

  /** The M7 said what the suite waited for. */
  hear(): void {
    for (const start of this.#starts) start.isLookedAt = true;
  }

  /** A start that failed without anybody looking. `isLastDeclared`: the verdict itself compares the last one. */
  unlooked(isLastDeclared: boolean): WireError | undefined {
    const own = isLastDeclared ? this.#starts.slice(0, -1) : this.#starts;
    const found = own.find(({ isLookedAt, outcome }) => !isLookedAt && silent.includes(outcome));
    if (!found) return undefined;
    const { call, place, outcome } = found;
    return mistake('NothingAssertedError', `${call}() came out as '${outcome}', and the scenario looks at no outcome of it`, {
      place,
      remedy: "say what must come of it: toBeOutcome('alive'), or { expect: 'alive' } for the last start of a scenario",
    });
  }
}
