import type { LabEvent } from '../../core/event.ts';
import type { ScenarioResult } from '../../core/scenario.ts';
import { unwatchedText } from '../../report/run-model.ts';
import { isUnowned } from '../board-process/incident-owners.ts';
import { exitCodeOf, flakinessOf, nothingRan } from './exit-code.ts';
import { KeptEvents } from './kept-events.ts';
import type { RunOptions } from './run-options.ts';

type TallyOptions = Pick<RunOptions, 'failOnFlaky' | 'passWithNoScenarios'>;

/** What the boards of a run told that its exit code stands on. */
export class RunTally {
  readonly kept = new KeptEvents();
  readonly #options: TallyOptions;
  /** By board and scenario. */
  readonly #results = new Map<string, ScenarioResult>();
  /** Incidents of no scenario that would have ended one. */
  readonly #unowned = new Set<string>();
  /** By board and channel, in words. */
  readonly #unwatched = new Map<string, string>();
  constructor(options: TallyOptions) {
    this.#options = options;
  }

  take(event: LabEvent): void {
    const { board } = event;
    this.kept.take(event);
    if (event.type === 'scenario.finished' || event.type === 'scenario.amended')
      this.#results.set(`${board} ${event.scenario}`, event.result);
    if (event.type === 'channel.unwatched')
      this.#unwatched.set(`${board} ${event.channel}`, `${board}: ${unwatchedText(event.channel, event.reason)}`);
    if (event.type !== 'incident.opened' && event.type !== 'incident.closed') return;
    const id = `${board} ${event.incident.id}`;
    if (event.tolerated) this.#unowned.delete(id);
    else if (isUnowned(event)) this.#unowned.add(id);
  }

  /** Why a run without failures is none that passed: nothing ran, or a channel was not watched. */
  get problems(): readonly string[] {
    const nothing = nothingRan(this.#results.values(), this.#options);
    return [...(nothing === undefined ? [] : [nothing]), ...this.#unwatched.values()];
  }

  get flakiness(): string | undefined {
    return flakinessOf(this.#results.values(), this.#options);
  }

  exitCode(problems: readonly string[]): 0 | 1 | 2 {
    const { failOnFlaky = false } = this.#options;
    return exitCodeOf(this.#results.values(), problems, { failOnFlaky, unowned: this.#unowned.size });
  }
}
