import { type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { ScenarioResult } from '../../core/scenario.ts';
import { fromWire, type WireError } from '../../scenario/wire.ts';
import { ProcessLostError } from '../errors.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { resultOfError } from '../verdict/not-run.ts';
import { withErrors } from '../verdict/results.ts';
import type { BoardResults } from './board-results.ts';
import type { ScenarioSession } from './scenario-session.ts';
import type { ScenarioTurn } from './scenario-turn.ts';

export interface HookFailuresOptions {
  readonly turn: ScenarioTurn;
  readonly results: BoardResults;
  readonly emit: (event: EventBody) => void;
}

/** Which scenario answers for what failed outside of bodies: in hooks around scenarios, or where nobody awaited it. */
export class HookFailures {
  readonly #options: HookFailuresOptions;
  /** What nobody awaited in hooks before the first scenario of a block. */
  readonly #early: Error[] = [];
  constructor(options: HookFailuresOptions) {
    this.#options = options;
  }

  /** A hook before a scenario threw, so that it never began. */
  async unbegun(file: string, name: string, thrown: readonly WireError[]): Promise<void> {
    const [found] = this.#options.turn.open(file, [name]);
    if (found) await this.#failBeforeBegin(found, thrown);
  }

  /** A hook before a scenario said that it shall not run. */
  async skipped(file: string, name: string, note: string | undefined): Promise<void> {
    const { results, turn } = this.#options;
    const [found] = turn.open(file, [name]);
    const scenario = found && turn.described(found);
    if (scenario && (await turn.claim(scenario)))
      results.skip(scenario.id, 'skipped', note ? `skipped by a hook: ${note}` : 'skipped by a hook');
  }

  /** Hooks around these threw, before the first, which answers for it and takes the others along, or after the last of them. */
  async around(file: string, names: readonly string[], thrown: readonly WireError[]): Promise<void> {
    const { results, turn } = this.#options;
    const [first, ...others] = turn.open(file, names);
    const reports = thrown.map(reportOf);
    if (first && (await this.#failBeforeBegin(first, thrown))) return turn.markNotRun(others, reports[0]!.message);
    results.amendLastOf(turn.idsOf(file, names), reports);
  }

  /** Nobody awaited it: it is the running scenario's, or else that of the last one that ran, or of the next one that begins. */
  unhandled(file: string, names: readonly string[], error: WireError, running: ScenarioSession | undefined): void {
    const { results, turn } = this.#options;
    if (running && names.includes(running.name)) running.addUnhandled(fromWire(error));
    else if (!results.amendLastOf(turn.idsOf(file, names), [reportOf(error)])) this.#early.push(fromWire(error));
  }

  /** What went wrong in their test process and nobody has said yet: the one that ran last answers for it, where one did. */
  outside(scenarios: readonly CollectedScenario[], messages: readonly string[]): void {
    const { results, turn } = this.#options;
    const errors = messages.map((message) => toErrorReport(new ProcessLostError(message, { fault: 'suite' })));
    if (errors.length > 0)
      results.amendLastOf(
        scenarios.map((scenario) => turn.described(scenario).id),
        errors,
      );
  }

  begin(session: ScenarioSession): void {
    for (const error of this.#early.splice(0)) session.addUnhandled(error);
  }

  /** Resolves to false when it is another board's. */
  async #failBeforeBegin(found: CollectedScenario, thrown: readonly WireError[]): Promise<boolean> {
    const { emit, results, turn } = this.#options;
    const scenario = turn.described(found);
    if (!(await turn.claim(scenario))) return false;
    emit({ type: 'scenario.started', scenario: scenario.id, attempt: results.nextAttempt(scenario.id) });
    const errors = thrown.map(reportOf);
    results.finishAttempts(errors.length > 0 ? withErrors(passedSoFar(scenario.id), errors) : resultOfError(scenario.id, neverBegan));
    return true;
  }
}

const reportOf = (error: WireError): ErrorReport => toErrorReport(fromWire(error), 'suite');

const passedSoFar = (id: string): ScenarioResult => ({ id, verdict: 'passed', errors: [], durationMs: 0 });

const neverBegan = toErrorReport(new ProcessLostError('vitest gave the scenario up before it began, and does not say why'));
