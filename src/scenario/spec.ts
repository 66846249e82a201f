import type { ScenarioBoard, ScenarioM7 } from '../core/board.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { Outcome } from '../core/outcome.ts';
import type { KnownFailure, ScenarioExpectation, ScenarioNeeds } from '../core/scenario.ts';
import type { Duration } from '../core/time.ts';

/** What a scenario needs, what must come of it, and how long it may take. */
export interface ScenarioSpec extends ScenarioNeeds {
  /** The outcome of the last M7 start or look of the scenario. */
  readonly expect?: Outcome;
  /** Incidents that must come. */
  readonly incidents?: readonly IncidentKind[];
  readonly known?: KnownFailure;
  /** Board time; 5 min unless told. Preparation does not count. */
  readonly timeout?: Duration;
  /** Board time without a byte on any channel, an echo or an answer over SSH, after which Linux counts as frozen; 60 s unless told. */
  readonly silence?: Duration;
  /** Runs right after the scenario before it, on the same board, whatever order spares boots: it looks at what that one left. */
  readonly follows?: true;
}

export interface ScenarioContext {
  readonly board: ScenarioBoard;
  /** board.m7 */
  readonly m7: ScenarioM7;
  /** A number for the report. */
  measure(name: string, value: number, unit: string): void;
  /** What the scenario does now, in the report between the console lines. */
  step(text: string): void;
  /** From now on an incident of this kind is expected and ends nothing; if it does not come before the scenario ends, that is the failure. */
  expectIncident(kind: IncidentKind, options?: { readonly title?: RegExp }): Promise<void>;
  /** Aborts when the scenario is ended from outside: by an incident, its time limit or somebody who stops the run. */
  readonly signal: AbortSignal;
}

export type ScenarioBody = (context: ScenarioContext) => unknown;

/** What the runner reads after collection. Plain data, since vitest loses a whole file over anything else. */
export interface ScenarioMeta {
  readonly needs: ScenarioNeeds;
  readonly expects: ScenarioExpectation;
  readonly timeout: Duration;
  readonly silence: Duration;
  readonly follows: boolean;
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
  }
}

const defaultTimeout: Duration = '5min';
const defaultSilence: Duration = '60s';

export const metaOf = (
  { expect, incidents, known, timeout, silence, follows, ...needs }: ScenarioSpec,
  skip: boolean,
): Omit<ScenarioMeta, 'place'> => ({
  needs,
  expects: { ...(expect ? { outcome: expect } : {}), ...(incidents ? { incidents } : {}), ...(known ? { known } : {}) },
  timeout: timeout ?? defaultTimeout,
  silence: silence ?? defaultSilence,
  follows: follows === true,
  skip,
});
