import { judgesProduct } from '../core/scenario.ts';
import { signatureOf } from './failure-signature.ts';
import type { PastRun } from './past-run.ts';
import { type Point, pointsByScenario, seriesOf } from './series.ts';
import { holm, type Shift, shiftBetween } from './shift.ts';
import { type Change, whatChanged } from './what-changed.ts';
import { type Share, wilson } from './wilson.ts';

export interface Compared {
  readonly id: string;
  /** Bad results of those that were judged. */
  readonly before: Share;
  readonly now: Share;
  /** Of the newest bad result of the newer set, else of the older one. */
  readonly reason: string;
}

export interface OutcomeChange {
  readonly id: string;
  readonly firmware: string;
  readonly before: string;
  readonly now: string;
}

export interface TimeChange {
  readonly board: string;
  readonly name: string;
  readonly unit: string;
  readonly shift: Shift;
  /** The shift as a share of the older median. */
  readonly relative: number;
}

export interface Comparison {
  /** How many scenarios both sets judged. */
  readonly compared: number;
  /** Bad in the newer set, and in the older one good, bad in another way, or not judged, as where the scenario is new: a failure that was not there. */
  readonly regressions: readonly Compared[];
  readonly fixed: readonly Compared[];
  readonly stillBad: readonly Compared[];
  readonly stillKnown: readonly string[];
  /** Judged in the older set and not in the newer one: nothing says that they still work. */
  readonly unproven: readonly string[];
  readonly added: readonly string[];
  readonly outcomes: readonly OutcomeChange[];
  /** Starts whose prediction held before and does not now. */
  readonly mispredicted: readonly OutcomeChange[];
  readonly slower: readonly TimeChange[];
  readonly faster: readonly TimeChange[];
  readonly changed: readonly (Change & { readonly board: string })[];
}

/** Two sets of runs, an older one and a newer one. What is not proven in the newer one is never taken as good. */
export const compareRuns = (older: readonly PastRun[], newer: readonly PastRun[]): Comparison => {
  const [before, now] = [pointsByScenario(older), pointsByScenario(newer)];
  const both = [...before].flatMap(([id, points]) => {
    const [a, b] = [points.filter(isProven), (now.get(id) ?? []).filter(isProven)];
    return a.length > 0 && b.length > 0 ? [{ id, a, b }] : [];
  });
  const firstJudged = [...now].flatMap(([id, points]) =>
    before.get(id)?.some(isProven) ? [] : [{ id, a: [], b: points.filter(isProven) }],
  );
  const times = timesOf(older, newer);
  return {
    compared: both.length,
    regressions: [...both, ...firstJudged].filter(({ a, b }) => isRegression(a, b)).map(compared),
    fixed: both.filter(({ a, b }) => a.some(bad) && !b.some(bad)).map(compared),
    stillBad: both.filter(({ a, b }) => a.some(bad) && b.some(bad) && !isRegression(a, b)).map(compared),
    stillKnown: both.filter(({ b }) => b.some(({ scenario }) => scenario.verdict === 'known')).map(({ id }) => id),
    unproven: [...before].filter(([id, points]) => points.some(isProven) && !now.get(id)?.some(isProven)).map(([id]) => id),
    added: [...now.keys()].filter((id) => !before.has(id)),
    outcomes: both.flatMap(({ id, a, b }) => startChanges(id, a, b, ({ observed }) => observed)),
    mispredicted: both
      .flatMap(({ id, a, b }) => startChanges(id, a, b, ({ mismatch }) => (mismatch ? 'did not hold' : 'held')))
      .filter(({ now: word }) => word.includes('did not')),
    slower: times.filter(({ shift }) => shift.by > 0),
    faster: times.filter(({ shift }) => shift.by < 0),
    changed: boardChanges(older, newer),
  };
};

const bad = ({ scenario }: Point): boolean => scenario.verdict === 'failed';
const isProven = ({ scenario }: Point): boolean => judgesProduct(scenario.verdict);

// One bad result where there was none is told, whatever the rates; so is a failure of a kind that was not there.
const isRegression = (a: readonly Point[], b: readonly Point[]): boolean => {
  const known = new Set(a.filter(bad).map(({ scenario }) => signatureOf(scenario)));
  return b.some((point) => bad(point) && !known.has(signatureOf(point.scenario)));
};

const compared = ({ id, a, b }: { id: string; a: readonly Point[]; b: readonly Point[] }): Compared => ({
  id,
  before: wilson(a.filter(bad).length, a.length),
  now: wilson(b.filter(bad).length, b.length),
  reason: (b.findLast(bad) ?? a.findLast(bad))?.scenario.reason ?? '',
});

type Start = Point['scenario']['starts'][number];

const startChanges = (id: string, a: readonly Point[], b: readonly Point[], of: (start: Start) => string): OutcomeChange[] => {
  const wordsOf = (points: readonly Point[]): Map<string, string> => {
    const words = new Map<string, Set<string>>();
    for (const { scenario } of points)
      for (const start of scenario.starts) {
        const name = start.firmware ?? 'no firmware';
        (words.get(name) ?? words.set(name, new Set()).get(name)!).add(of(start));
      }
    return new Map([...words].map(([name, all]) => [name, [...all].sort().join(' or ')]));
  };
  const [before, now] = [wordsOf(a), wordsOf(b)];
  return [...now].flatMap(([firmware, word]) => {
    const old = before.get(firmware);
    return old !== undefined && old !== word ? [{ id, firmware, before: old, now: word }] : [];
  });
};

const level = 0.05;
const leastShift = 0.05;

// Boards of equal names are compared with each other; others have no counterpart.
const timesOf = (older: readonly PastRun[], newer: readonly PastRun[]): TimeChange[] => {
  const keyOf = ({ board, name, unit }: { board: string; name: string; unit: string }): string => JSON.stringify([board, name, unit]);
  const before = new Map(seriesOf(older).map((series) => [keyOf(series), series]));
  const judged = seriesOf(newer).flatMap((series) => {
    const old = before.get(keyOf(series))?.values.map(({ value }) => value) ?? [];
    const shift = shiftBetween(
      old,
      series.values.map(({ value }) => value),
    );
    const middle = [...old].sort((a, b) => a - b)[Math.floor(old.length / 2)] ?? 0;
    return shift ? [{ board: series.board, name: series.name, unit: series.unit, shift, relative: shift.by / (middle || 1) }] : [];
  });
  const stands = holm(
    judged.map(({ shift }) => shift.p),
    level,
  );
  return judged.filter(({ relative }, at) => stands[at] && Math.abs(relative) >= leastShift);
};

const boardChanges = (older: readonly PastRun[], newer: readonly PastRun[]): Comparison['changed'] => {
  const newest = (runs: readonly PastRun[]) => new Map(runs.flatMap(({ boards }) => boards.map((board) => [board.name, board] as const)));
  const [before, now] = [newest(older), newest(newer)];
  return [...now].flatMap(([name, board]) => {
    const old = before.get(name);
    return old ? whatChanged(old, board).map((change) => ({ board: name, ...change })) : [];
  });
};
