import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { Retries, ScenarioResult, Verdict } from '../../core/scenario.ts';
import { Attempts } from '../verdict/attempts.ts';
import { withLate } from '../verdict/not-run.ts';
import { Results, withErrors } from '../verdict/results.ts';

export interface BoardResultsOptions {
  readonly retries: Retries;
  readonly emit: (event: EventBody) => void;
  /** After each result that came or became another one. */
  readonly onChange: () => void;
}

/** The results on one board, each with the attempts before it and with what a scenario left behind after its verdict. */
export class BoardResults {
  readonly #results: Results;
  readonly #attempts: Attempts;
  readonly #onChange: () => void;
  /** By scenario: what an attempt left behind before the scenario had its result. */
  readonly #late = new Map<string, ErrorReport>();
  constructor({ retries, emit, onChange }: BoardResultsOptions) {
    this.#results = new Results(emit);
    this.#attempts = new Attempts(retries);
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#results.size;
  }

  /** How many failed or ended in error. */
  get bad(): number {
    return this.#results.bad;
  }

  /** The first that failed or ended in error. */
  get firstBad(): ScenarioResult | undefined {
    return this.#results.firstBad;
  }

  /** How many say something about the product, and how many of those are against it. */
  get judged(): { readonly failed: number; readonly of: number } {
    return this.#results.judged;
  }

  /** Grows with every attempt that is over. */
  get progress(): number {
    return this.#results.size + this.#attempts.count;
  }

  has(id: string): boolean {
    return this.#results.has(id);
  }

  /** Which attempt comes next, from 1. */
  nextAttempt(id: string): number {
    return this.#attempts.nextOf(id);
  }

  /** True when another attempt follows this one, which then is no result. */
  takesAttempt(result: ScenarioResult): boolean {
    return this.#attempts.takes(result);
  }

  /** The last attempt came to this. */
  finishAttempts(result: ScenarioResult): void {
    this.finish(this.#attempts.with(result));
  }

  finish(result: ScenarioResult): void {
    const late = this.#late.get(result.id);
    this.#results.finish(late ? withLate(result, late) : result);
    this.#onChange();
  }

  /** It does not run, or not again. */
  skip(id: string, verdict: Extract<Verdict, 'skipped' | 'not-run'>, reason: string): void {
    this.finish(this.#attempts.lastOf(id, reason) ?? { id, verdict, reason, errors: [], durationMs: 0 });
  }

  /** It will not run any more, unless it did. */
  markNotRun(id: string, reason: string): void {
    if (!this.has(id)) this.skip(id, 'not-run', reason);
  }

  /** What a scenario left behind is its own, also when its verdict was there before. */
  addLate(id: string, error: ErrorReport): void {
    const before = this.#results.get(id);
    if (before) this.#results.replace(withLate(before, error));
    else this.#late.set(id, error);
    this.#onChange();
  }

  /** What was found out of the lab since explains what a scenario came to, and not what its suite did wrong behind it. */
  explain(result: ScenarioResult): ScenarioResult {
    const { attempts, durationMs = result.durationMs, errors = [] } = this.#results.get(result.id) ?? {};
    const others = errors.filter(({ fault }) => fault !== 'dut');
    const explained = { ...withErrors(result, others), durationMs, ...(attempts ? { attempts } : {}) };
    this.#results.replace(explained);
    this.#onChange();
    return explained;
  }

  /** Puts what came to light afterwards into the result of the one that ran last; nowhere when none of them ran. */
  amendLastOf(ids: readonly string[], errors: readonly ErrorReport[]): boolean {
    const last = this.#results.lastOf(ids);
    if (last) this.#results.amend(last, errors);
    return last !== undefined;
  }
}
