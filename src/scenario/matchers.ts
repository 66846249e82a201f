import { type BootRecord, type BootStage, bootStages, hasReached, stageAt } from '../core/boot-stage.ts';
import { HilError } from '../core/errors.ts';
import { type M7Observation, type Outcome, outcomes } from '../core/outcome.ts';
import { type Duration, formatMs, toMs } from '../core/time.ts';
import { handOut } from './handed-out.ts';

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
  toReach(boot: BootRecord, stage: BootStage, options: { readonly within?: Duration } = {}): MatcherResult {
    requireBoot('toReach', boot);
    requireStages('toReach', [stage]);
    const odd = Object.keys(options).find((key) => key !== 'within');
    if (odd !== undefined) throw misused('toReach', `is told '${odd}'`, "there is: { within: '20s' }");
    const { within } = options;
    const atMs = stageAt(boot, stage) ?? boot.stages.find((entry) => hasReached(entry.stage, stage))?.atMs;
    const pass = atMs !== undefined && (within === undefined || atMs <= toMs(within));
    const wanted = `'${stage}'${within ? ` within ${within}` : ''}`;
    const found = atMs === undefined ? `it passed ${passed(boot)}` : `it took ${formatMs(atMs)}`;
    return { pass, message: () => `expected the ${boot.kind} boot ${pass ? 'not ' : ''}to reach ${wanted}, and ${found}` };
  },

  toPassThrough(boot: BootRecord, stages: readonly BootStage[]): MatcherResult {
    requireBoot('toPassThrough', boot);
    requireStages('toPassThrough', stages);
    const actual = boot.stages.map(({ stage }) => stage);
    const pass = actual.length === stages.length && stages.every((stage, index) => actual[index] === stage);
    const message = (): string =>
      `expected the ${boot.kind} boot ${pass ? 'not ' : ''}to pass ${stages.join(' > ')}, and it passed ${passed(boot)}`;
    return { pass, message, actual, expected: stages };
  },

  toBeOutcome(observation: M7Observation, outcome: Outcome): MatcherResult {
    requireObservation(observation);
    if (!outcomes.includes(outcome))
      throw misused('toBeOutcome', `is told to expect '${String(outcome)}'`, `there are: ${outcomes.join(', ')}`);
    const pass = observation.outcome === outcome;
    const because = [...observation.evidence, ...observation.kernelLines][0];
    const message = (): string =>
      `expected the M7 ${pass ? 'not ' : ''}to be '${outcome}', and it is '${observation.outcome}'${because ? `: ${because}` : ''}`;
    return { pass, message, actual: observation.outcome, expected: outcome };
  },
};

const passed = (boot: BootRecord): string => boot.stages.map(({ stage }) => stage).join(' > ') || 'no stage at all';

const requireBoot = (name: string, value: unknown): void => {
  if (isWith(value, 'stages') && Array.isArray(value.stages)) return;
  throw misused(
    name,
    `looks at ${nameOf(value)}`,
    `it wants what board.coldBoot(), warmBoot() or waitForReset() resolved with${missingAwait(value)}`,
  );
};

const known: readonly BootStage[] = [...bootStages, 'recovery'];

const requireStages = (name: string, stages: readonly BootStage[]): void => {
  const odd = [...stages].find((stage) => !known.includes(stage));
  if (stages.length > 0 && odd === undefined) return;
  throw misused(
    name,
    stages.length > 0 ? `is told of the stage '${String(odd)}'` : 'is told of no stage',
    `there are: ${known.join(', ')}`,
  );
};

const requireObservation = (value: unknown): void => {
  if (isWith(value, 'outcome') && isWith(value, 'evidence')) return;
  throw misused('toBeOutcome', `looks at ${nameOf(value)}`, `it wants what m7.start() or m7.observe() resolved with${missingAwait(value)}`);
};

// A matcher that looks at something else says nothing about the product.
const misused = (name: string, what: string, remedy: string): HilError => handOut(new HilError('suite', `${name}() ${what}`, { remedy }));

const missingAwait = (value: unknown): string => (value instanceof Promise ? '; an await is missing before it' : '');

const nameOf = (value: unknown): string => {
  if (value instanceof Promise) return 'a promise';
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object of another kind' : `a ${typeof value}`;
};

const isWith = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && key in value;
