import { didRun, isBad, signatureOf } from './failure-signature.ts';
import type { PastRun } from './past-run.ts';
import { type Point, pointsByScenario } from './series.ts';
import { type Change, whatChanged } from './what-changed.ts';
import { type Share, wilson } from './wilson.ts';

/** Bad results without a good one between them, up to the newest, on one board. */
export interface Streak {
  readonly board: string;
  readonly since: Point;
  readonly length: number;
  readonly signature: string;
  readonly reason: string;
  /** Whose fault the newest one is: dut, lab, suite or runner. */
  readonly faults: readonly string[];
  /** The newest good result before; undefined where there is none. */
  readonly lastGood: Point | undefined;
  /** What differs between the two on that board. */
  readonly changed: readonly Change[];
}

export interface ScenarioHistory {
  readonly id: string;
  readonly points: readonly Point[];
  readonly failing: readonly Streak[];
  /** How often it came out well only at a later attempt, or badly between two good results with nothing changed. */
  readonly flaky: Share;
  /** What the boards say together of those that fail now; undefined where only one board ran it or nothing fails. */
  readonly across: string | undefined;
}

/** What each scenario did over these runs, those that fail now first, then the unsteady ones. */
export const historyOf = (runs: readonly PastRun[]): readonly ScenarioHistory[] =>
  [...pointsByScenario(runs)]
    .map(([id, points]) => historyOfOne(id, points))
    .sort((a, b) => b.failing.length - a.failing.length || b.flaky.times - a.flaky.times || a.id.localeCompare(b.id));

const historyOfOne = (id: string, points: readonly Point[]): ScenarioHistory => {
  const boards = [...groupByBoard(points)];
  const failing = boards.flatMap(([board, own]) => streakOf(board, own) ?? []);
  const judged = points.filter(({ scenario }) => didRun(scenario));
  const unsteady = boards.reduce((sum, [, own]) => sum + own.filter((_, at) => isUnsteady(own, at)).length, 0);
  return { id, points, failing, flaky: wilson(unsteady, judged.length), across: across(failing, boards) };
};

const groupByBoard = (points: readonly Point[]): ReadonlyMap<string, readonly Point[]> => {
  const boards = new Map<string, Point[]>();
  for (const point of points) {
    const { board } = point.scenario;
    const own = boards.get(board) ?? boards.set(board, []).get(board)!;
    if (didRun(point.scenario)) own.push(point);
  }
  return boards;
};

const streakOf = (board: string, points: readonly Point[]): Streak | undefined => {
  const lastGoodAt = points.findLastIndex(({ scenario }) => !isBad(scenario));
  const bad = points.slice(lastGoodAt + 1);
  const [since] = bad;
  if (!since) return undefined;
  const newest = bad.at(-1)!.scenario;
  const lastGood = points[lastGoodAt];
  return {
    board,
    since,
    length: bad.length,
    signature: signatureOf(newest),
    reason: newest.reason,
    faults: newest.faults,
    lastGood,
    changed: lastGood?.board && since.board ? whatChanged(lastGood.board, since.board) : [],
  };
};

const isUnsteady = (points: readonly Point[], at: number): boolean => {
  const [before, point, after] = [points[at - 1], points[at]!, points[at + 1]];
  if (point.scenario.flaky) return true;
  if (!isBad(point.scenario) || !before || !after || isBad(before.scenario) || isBad(after.scenario)) return false;
  const versions = [before.board, point.board, after.board];
  return (
    versions.every((board) => board !== undefined) &&
    whatChanged(versions[0]!, versions[1]!).length + whatChanged(versions[1]!, versions[2]!).length === 0
  );
};

const across = (failing: readonly Streak[], boards: readonly (readonly [string, readonly Point[]])[]): string | undefined => {
  const ran = boards.filter(([, points]) => points.length > 0);
  if (failing.length === 0 || ran.length < 2) return undefined;
  const names = failing.map(({ board }) => board).join(', ');
  if (failing.length === ran.length)
    return new Set(failing.map(({ signature }) => signature)).size === 1
      ? `all ${ran.length} boards fail in the same way: it is the product or the suite, not a board`
      : `all ${ran.length} boards fail, but not in the same way`;
  const well = ran.filter(([name]) => !failing.some(({ board }) => board === name)).map(([name]) => name);
  return failing.length === 1
    ? `only ${names} fails, ${well.join(', ')} ${well.length === 1 ? 'does' : 'do'} not: look at this board first`
    : `${names} fail, ${well.join(', ')} ${well.length === 1 ? 'does' : 'do'} not`;
};
