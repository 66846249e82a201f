import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { judgesProduct, type ScenarioResult } from '../../core/scenario.ts';

/** What the scenarios of a run on one board came to, in the order in which they ended. */
export class Results {
  readonly #emit: (event: EventBody) => void;
  readonly #results = new Map<string, ScenarioResult>();
  constructor(emit: (event: EventBody) => void) {
    this.#emit = emit;
  }

  get size(): number {
    return this.#results.size;
  }

  has(id: string): boolean {
    return this.#results.has(id);
  }

  get(id: string): ScenarioResult | undefined {
    return this.#results.get(id);
  }

  /** How many failed or ended in error. */
  get bad(): number {
    return [...this.#results.values()].filter(isBad).length;
  }

  /** The first that failed or ended in error. */
  get firstBad(): ScenarioResult | undefined {
    return [...this.#results.values()].find(isBad);
  }

  /** How many say something about the product, and how many of those are against it. */
  get judged(): { readonly failed: number; readonly of: number } {
    const verdicts = [...this.#results.values()].map(({ verdict }) => verdict).filter(judgesProduct);
    return { failed: verdicts.filter((verdict) => verdict === 'failed').length, of: verdicts.length };
  }

  finish(result: ScenarioResult): ScenarioResult {
    this.#results.set(result.id, result);
    this.#emit({ type: 'scenario.finished', scenario: result.id, result });
    return result;
  }

  /** Of these the one that ran last. */
  lastOf(ids: readonly string[]): ScenarioResult | undefined {
    return [...this.#results.values()].findLast(({ id, verdict }) => ids.includes(id) && verdict !== 'skipped' && verdict !== 'not-run');
  }

  /** Takes the place of a result that is there. */
  replace(result: ScenarioResult): void {
    this.#results.set(result.id, result);
    this.#emit({ type: 'scenario.amended', scenario: result.id, result });
  }

  /** Puts what came to light afterwards into a result that is there. */
  amend(result: ScenarioResult, errors: readonly ErrorReport[]): void {
    const amended = withErrors(result, errors);
    if (amended !== result) this.replace(amended);
  }
}

export const isBad = ({ verdict }: ScenarioResult): boolean => verdict === 'failed' || verdict === 'error';

/** A result with more errors; the verdict of one that was bad already stands. */
export const withErrors = (result: ScenarioResult, errors: readonly ErrorReport[]): ScenarioResult => {
  const news = errors.filter((error) => isNews(result, error));
  const [first] = news;
  if (!first) return result;
  if (isBad(result)) return { ...result, errors: [...result.errors, ...news] };
  const { flaky: _, reason: __, fixed: ___, ...rest } = result;
  return { ...rest, verdict: first.fault === 'dut' ? 'failed' : 'error', errors: [...result.errors, ...news] };
};

// What ended a scenario also ends every call that is still going on, and a call after a bad end is one of its consequences.
const isNews = (result: ScenarioResult, { name, message }: ErrorReport): boolean =>
  !result.errors.some((known) => message.endsWith(known.message)) && !(isBad(result) && name === 'RevokedError');
