import { type BootRecord, type BootStage, hasReached, stageAt } from '../core/boot-stage.ts';
import type { M7Observation, Outcome } from '../core/outcome.ts';
import { type Duration, formatMs, toMs } from '../core/time.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /** A boot that got as far as `stage`, within this much board time since power-on. */
    toReach(stage: BootStage, options?: { readonly within?: Duration }): T;
    /** A boot that passed exactly these stages, each once, in this order. */
    toPassThrough(stages: readonly BootStage[]): T;
    /** A start or a look at the M7 that came out like this. */
    toBeOutcome(outcome: Outcome): T;
  }
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

export const matchers = {
  toReach(boot: BootRecord, stage: BootStage, { within }: { readonly within?: Duration } = {}): MatcherResult {
    const atMs = stageAt(boot, stage) ?? boot.stages.find((entry) => hasReached(entry.stage, stage))?.atMs;
    const pass = atMs !== undefined && (within === undefined || atMs <= toMs(within));
    const wanted = `'${stage}'${within ? ` within ${within}` : ''}`;
    const found = atMs === undefined ? `it passed ${passed(boot)}` : `it took ${formatMs(atMs)}`;
    return { pass, message: () => `expected the ${boot.kind} boot ${pass ? 'not ' : ''}to reach ${wanted}, and ${found}` };
  },

  toPassThrough(boot: BootRecord, stages: readonly BootStage[]): MatcherResult {
    const actual = boot.stages.map(({ stage }) => stage);
    const pass = actual.length === stages.length && stages.every((stage, index) => actual[index] === stage);
    const message = (): string =>
      `expected the ${boot.kind} boot ${pass ? 'not ' : ''}to pass ${stages.join(' > ')}, and it passed ${passed(boot)}`;
    return { pass, message, actual, expected: stages };
  },

  toBeOutcome(observation: M7Observation, outcome: Outcome): MatcherResult {
    const pass = observation.outcome === outcome;
    const because = [...observation.evidence, ...observation.kernelLines][0];
    const message = (): string =>
      `expected the M7 ${pass ? 'not ' : ''}to be '${outcome}', and it is '${observation.outcome}'${because ? `: ${because}` : ''}`;
    return { pass, message, actual: observation.outcome, expected: outcome };
  },
};

const passed = (boot: BootRecord): string => boot.stages.map(({ stage }) => stage).join(' > ') || 'no stage at all';
