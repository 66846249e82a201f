import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import type { Answers, Question } from '../board-messages.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { resultOfError } from '../verdict/not-run.ts';
import { groupOf, type Unit, unitsOf } from './order.ts';
import { bootsFor } from './plan.ts';
import { roundId } from './rounds.ts';
import { Schedule, type ScheduledUnit } from './schedule.ts';

export interface PoolOptions {
  readonly boards: readonly string[];
  /** In the order to run. */
  readonly scenarios: readonly CollectedScenario[];
  readonly repeat: number;
  /** Stop after so many that failed or ended in error, on all boards together; 0: never. */
  readonly bail: number;
}

export interface BoardEvent {
  readonly board: string;
  readonly body: EventBody;
}

/** Boards of one kind that share their scenarios: each scenario runs once, on whichever of them is free. */
export class Pool {
  readonly boards: readonly string[];
  readonly #schedule: Schedule;
  readonly #bail: number;
  readonly #scenarios = new Map<string, CollectedScenario>();
  readonly #collected = new Set<string>();
  readonly #waiting = new Map<string, Deferred<Answers['turn']>>();
  readonly #out = new Map<string, ErrorReport>();
  #stopped: string | undefined;
  #bad = 0;
  constructor({ boards, scenarios, repeat, bail }: PoolOptions) {
    this.boards = boards;
    this.#bail = bail;
    const rounds = Array.from({ length: repeat }, (_, index) => index + 1);
    for (const round of rounds) for (const scenario of scenarios) this.#scenarios.set(roundId(scenario.description.id, round), scenario);
    const units = unitsOf(scenarios);
    this.#schedule = new Schedule(
      boards,
      rounds.flatMap((round) => units.map((unit) => scheduled(unit, round))),
    );
  }

  /** What a board is expected to run, in order. */
  shareOf(board: string): readonly CollectedScenario[] {
    return this.#schedule.shareOf(board).flatMap(({ ids }) => ids.map((id) => this.#scenarios.get(id)!));
  }

  /** Preparing boots of a board, at most, when it runs just its share. */
  bootsOf(board: string): number {
    return bootsFor(this.shareOf(board));
  }

  /** False once another board could only watch. */
  get hasWork(): boolean {
    return this.#schedule.hasWork;
  }

  /** A turn may take a while: until there is work, or there will be none. */
  async answer(board: string, question: Question): Promise<Answers[keyof Answers]> {
    if (question.type === 'claim') {
      const isGranted = this.#schedule.claim(board, question.id);
      this.#wake();
      return isGranted;
    }
    const waiting = deferred<Answers['turn']>();
    this.#waiting.set(board, waiting);
    this.#wake();
    return waiting.promise;
  }

  /** What a board says of its scenarios. */
  take(event: LabEvent): void {
    if (event.type === 'scenario.collected') this.#collected.add(event.scenario.id);
    else if (event.type === 'scenario.started') this.#schedule.began(event.scenario);
    else if (event.type === 'scenario.finished') this.#finished(event.result);
    this.#wake();
  }

  /** A board runs nothing any more: what it has not begun goes to the others. */
  exclude(board: string, why: ErrorReport): void {
    if (!this.#out.has(board)) this.#out.set(board, why);
    this.#schedule.exclude(board);
    this.#wake();
  }

  stop(reason: string): void {
    this.#stopped ??= reason;
    this.#schedule.stop();
    this.#wake();
  }

  /** When all boards have ended: results for whatever has none, with the reason. */
  leftovers(): readonly BoardEvent[] {
    return this.#schedule.open.flatMap(({ board, id, hasBegun }) => {
      const scenario = this.#described(id);
      const result = this.#leftover(board, id, hasBegun);
      const bodies: EventBody[] = [
        ...(this.#collected.has(id) ? [] : [{ type: 'scenario.collected', scenario } as const]),
        { type: 'scenario.finished', scenario: id, result },
      ];
      return bodies.map((body) => ({ board, body }));
    });
  }

  #leftover(board: string, id: string, hasBegun: boolean): ScenarioResult {
    const own = this.#out.get(board);
    if (this.#stopped !== undefined) return { id, verdict: 'not-run', reason: this.#stopped, errors: [], durationMs: 0 };
    const reasons = hasBegun && own ? [own] : [...this.#out.values()];
    const fault = reasons.length > 0 && reasons.every((why) => why.fault === 'dut') ? 'dut' : 'lab';
    const message = `no board is left to run it: ${reasons.map((why) => why.message).join('; ') || 'the run ended before it'}`;
    return resultOfError(id, { ...(own ?? nobody), fault, message, evidence: [] });
  }

  #finished(result: ScenarioResult): void {
    this.#schedule.finished(result.id);
    if (result.verdict === 'failed' || result.verdict === 'error') this.#bad++;
    if (this.#bail > 0 && this.#bad >= this.#bail) this.stop(`the run stops after ${this.#bail} that failed (--bail)`);
  }

  #described(id: string): ScenarioDescription {
    return { ...this.#scenarios.get(id)!.description, id };
  }

  #wake(): void {
    for (const [board, waiting] of this.#waiting) {
      const turn = this.#schedule.turn(board);
      if (turn.kind === 'wait') continue;
      this.#waiting.delete(board);
      waiting.resolve(turn);
    }
  }
}

const nobody: ErrorReport = { fault: 'lab', name: 'HilError', message: '', evidence: [] };

const scheduled = (unit: Unit, round: number): ScheduledUnit => ({
  ids: unit.map(({ description }) => roundId(description.id, round)),
  round,
  group: groupOf(unit),
  weight: unit.reduce((sum, scenario) => sum + weightOf(scenario), 0),
});

// A boot is most of the time that a scenario takes.
const weightOf = ({ description: { needs }, skip }: CollectedScenario): number =>
  skip ? 0.1 : (needs.boot ?? 'running') === 'running' ? 1 : 3;
