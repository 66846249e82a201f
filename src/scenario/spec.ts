import type { ScenarioBoard, ScenarioM7 } from '../core/board.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { Outcome } from '../core/outcome.ts';
import type { KnownFailure, ScenarioNeeds } from '../core/scenario.ts';
import type { Duration } from '../core/time.ts';

/** A failure that somebody knows about, as a suite writes it; see KnownFailure. */
export interface KnownSpec extends Pick<KnownFailure, 'link' | 'note' | 'outcome'> {
  readonly incident?: IncidentKind | { readonly kind: IncidentKind; readonly title?: RegExp };
  /** A part of the error's message, or a pattern that it fits. */
  readonly message?: string | RegExp;
}

/** What a scenario needs, what must come of it, and how long it may take. */
export interface ScenarioSpec extends ScenarioNeeds {
  /** The outcome of the last M7 start or look of the scenario. */
  readonly expect?: Outcome;
  /** Incidents that must come. */
  readonly incidents?: readonly IncidentKind[];
  /** Incidents that may come and need not, while the board is prepared too. They end nothing; what follows from one, such as a panic after an oops, does. */
  readonly tolerates?: readonly (IncidentKind | { readonly kind: IncidentKind; readonly title?: RegExp })[];
  readonly known?: KnownSpec;
  /** Board time; 5 min by default. Preparation does not count. */
  readonly timeout?: Duration;
  /** Board time without a byte on any channel, an echo or an answer over SSH, after which Linux counts as frozen; 60 s by default. */
  readonly silence?: Duration;
  /** Words to choose by: `hil run --tag nightly`. */
  readonly tags?: readonly string[];
  /** Runs right after the scenario before it, on the same board, whatever order spares boots: it looks at what that one left. */
  readonly follows?: true;
}

/** What the body of a scenario is given. */
export interface ScenarioContext {
  readonly board: ScenarioBoard;
  /** board.m7 */
  readonly m7: ScenarioM7;
  /** A number for the report and the history, with its unit, such as 'ms'. Throws HilError of the suite for what is no finite number. */
  measure(name: string, value: number, unit: string): void;
  /** What the scenario does now, in the report between the console lines. */
  step(text: string): void;
  /**
   * From now on an incident of this kind is expected and ends nothing; if it does not come before the scenario ends, that is the failure. Each call wants one
   * of its own, but of kinds that repeat themselves, such as a stall, of which one incident may hold several.
   */
  expectIncident(kind: IncidentKind, options?: { readonly title?: RegExp }): Promise<void>;
  /**
   * Gives the consoles to the person who started the run, and goes on when that person is through; what happens meanwhile counts like anything else that
   * happens in the scenario, and the time does not. A mistake of the suite where nobody sits at a terminal, and where CI is set.
   */
  pause(): Promise<void>;
  /** Aborts when the scenario is ended from outside: by an incident, its time limit or somebody who stops the run. */
  readonly signal: AbortSignal;
}

export type ScenarioBody = (context: ScenarioContext) => unknown;

/** What the runner reads after collection, and checks there. Plain data, since vitest loses a whole file over anything else. */
export interface ScenarioMeta {
  /** As written, each part that is no plain data by what it is. */
  readonly spec: unknown;
  /** What is wrong beside it. */
  readonly mistake: string | undefined;
  readonly skip: boolean;
  /** Where it is written, as `suites/boot.ts:12:1`. */
  readonly place: string | undefined;
}

declare module 'vitest' {
  interface TaskMeta {
    hil?: ScenarioMeta;
  }
  interface ProvidedContext {
    hilSocket: string;
    /** The scenarios as they are to run, by file and name. */
    hilOrder: readonly string[];
    /** Those that are not selected: neither they nor hooks around them alone may run. */
    hilLeftOut: readonly string[];
  }
}
