import { deferred } from '../deferred.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import type { BoardChild, BoardEnd, RunChild } from './board-child.ts';

export interface QueuedChildOptions {
  readonly name: string;
  /** Starts its process. */
  readonly start: () => Promise<BoardChild>;
  /** What it will run: what a board that started at once has found in the same files. */
  readonly collected: Promise<readonly CollectedScenario[]>;
  /** Asked when its turn has come: false when the boards before it have left it nothing. */
  readonly isNeeded: () => boolean;
}

/** A simulated board that waits for its turn on this host: it has no process before that. */
export class QueuedChild implements RunChild {
  readonly name: string;
  readonly collected: Promise<readonly CollectedScenario[]>;
  readonly ended: Promise<BoardEnd>;
  readonly pid = undefined;
  readonly #options: QueuedChildOptions;
  readonly #went = deferred();
  readonly #end = deferred<BoardEnd>();
  #child: BoardChild | undefined;
  #scenarios: readonly CollectedScenario[] = [];
  #stopped: string | undefined;
  constructor(options: QueuedChildOptions) {
    this.#options = options;
    this.name = options.name;
    this.collected = options.collected;
    this.ended = this.#end.promise;
    this.collected.then((scenarios) => (this.#scenarios = scenarios)).catch(() => {});
  }

  get unfinished(): ReadonlySet<string> {
    return this.#child?.hasAnnounced ? this.#child.unfinished : new Set(this.#scenarios.map(({ description }) => description.id));
  }
  get running(): string | undefined {
    return this.#child?.running;
  }
  /** What no event of its journal tells of. */
  get unannounced(): readonly CollectedScenario[] {
    return this.#child?.hasAnnounced ? [] : this.#scenarios;
  }

  go(): void {
    this.#went.resolve();
  }

  /** Its turn, once the run goes: resolves when the board has ended. */
  async takeTurn(): Promise<void> {
    await this.#went.promise;
    if (this.#stopped === undefined) this.#end.resolve(await this.#live());
  }

  async #live(): Promise<BoardEnd> {
    if (!this.#options.isNeeded()) return { orderly: true, problems: [], how: 'was not needed' };
    try {
      const child = await this.#options.start();
      if (this.#stopped !== undefined) child.kill();
      else this.#child = child;
      child.go();
      return await child.ended;
    } catch (cause) {
      return { orderly: false, problems: [], how: `could not be started: ${(cause as Error).message}` };
    }
  }

  stop(reason: string): void {
    this.#stopped ??= reason;
    if (this.#child) {
      this.#child.stop(reason);
      return;
    }
    this.#end.resolve(neverStarted(reason));
    this.#went.resolve();
  }
  async stopNow(): Promise<void> {
    if (this.#child) await this.#child.stopNow();
    else this.stop('interrupted');
  }
  leaseLost(holder: string): void {
    this.#child?.leaseLost(holder);
  }
  kill(): void {
    if (this.#child) this.#child.kill();
    else this.stop('the run did not begin');
  }
}

const neverStarted = (reason: string): BoardEnd => ({ orderly: true, problems: [], how: 'was not started', notStarted: reason });
