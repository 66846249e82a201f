import type { ScenarioDescription } from '../../core/scenario.ts';
import { roundId } from '../schedule/rounds.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import type { BoardResults } from './board-results.ts';
import type { Claims } from './claims.ts';
import type { RunTurn } from './run-turn.ts';

export interface ScenarioTurnOptions {
  readonly scenarios: readonly CollectedScenario[];
  readonly repeat: number;
  readonly claims: Claims;
  readonly results: BoardResults;
  /** The board runs nothing more. */
  readonly isStopped: () => boolean;
}

export interface PlannedScenario extends CollectedScenario {
  /** The next one looks at what it leaves. */
  readonly isFollowed: boolean;
}

/** The scenarios of one board as it walks through them: in one repetition after another, or as its pool gives them. */
export class ScenarioTurn {
  readonly #options: ScenarioTurnOptions;
  #round = 1;
  #rounds: number;
  constructor(options: ScenarioTurnOptions) {
    this.#options = options;
    this.#rounds = options.repeat;
  }

  /** What is walked through from now on. Returns what nobody knew would run: a round of a soak that was not planned. */
  begin({ round, ids }: RunTurn): readonly ScenarioDescription[] {
    this.#round = round;
    this.#options.claims.give(ids);
    const isNew = round > this.#rounds;
    this.#rounds = Math.max(this.#rounds, round);
    return isNew ? this.#inRound(round) : [];
  }

  /** Of this turn, without a result, in order. */
  get unfinished(): readonly CollectedScenario[] {
    const { claims, results, scenarios } = this.#options;
    return scenarios.filter(({ description }) => {
      const id = this.#idOf(description);
      return !results.has(id) && claims.isGiven(id);
    });
  }

  /** Of these what is this board's to run and has no result. */
  open(file: string, names: readonly string[]): readonly CollectedScenario[] {
    return this.unfinished.filter(({ description, skip }) => !skip && description.file === file && names.includes(description.name));
  }

  find(file: string, name: string): PlannedScenario | undefined {
    const { scenarios } = this.#options;
    const index = scenarios.findIndex(({ description }) => description.file === file && description.name === name);
    const found = scenarios[index];
    return found && { ...found, isFollowed: scenarios[index + 1]?.follows === true };
  }

  /** The ids of these in this turn. */
  idsOf(file: string, names: readonly string[]): readonly string[] {
    const about = this.#options.scenarios.filter(({ description }) => description.file === file && names.includes(description.name));
    return about.map(({ description }) => this.#idOf(description));
  }

  /** With its id in this turn. */
  described({ description }: CollectedScenario): ScenarioDescription {
    return { ...description, id: this.#idOf(description) };
  }

  /** False for what another board of the pool runs. */
  claim(scenario: ScenarioDescription): Promise<boolean> {
    return this.#options.claims.take(scenario, this.#options.isStopped);
  }

  /** These will not run any more. */
  async markNotRun(scenarios: readonly CollectedScenario[], reason: string): Promise<void> {
    for (const each of scenarios) {
      const scenario = this.described(each);
      if (await this.claim(scenario)) this.#options.results.markNotRun(scenario.id, reason);
    }
  }

  /** The scenarios of all repetitions that are planned or begun, each with its id there. */
  everyRound(): readonly ScenarioDescription[] {
    return Array.from({ length: this.#rounds }, (_, index) => this.#inRound(index + 1)).flat();
  }

  #inRound(round: number): readonly ScenarioDescription[] {
    return this.#options.scenarios.map(({ description }) => ({ ...description, id: this.#idOf(description, round) }));
  }

  #idOf(description: ScenarioDescription, round = this.#round): string {
    return roundId(description.id, round);
  }
}
