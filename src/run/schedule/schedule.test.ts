import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Schedule, type ScheduledUnit } from './schedule.ts';
import { splitEvenly } from './split-evenly.ts';

const unit = (id: string, parts: Partial<ScheduledUnit> = {}): ScheduledUnit => ({ ids: [id], round: 1, group: 'x', weight: 1, ...parts });
const units = (count: number, parts: Partial<ScheduledUnit> = {}): ScheduledUnit[] =>
  Array.from({ length: count }, (_, index) => unit(`s${index + 1}`, parts));

const walk = (schedule: Schedule, board: string): readonly string[] => {
  const turn = schedule.turn(board);
  if (turn.kind !== 'walk') throw new Error(`${board} was told to ${turn.kind}`);
  return turn.ids;
};
const runThrough = (schedule: Schedule, board: string, ids: readonly string[]): void => {
  for (const id of ids) {
    if (!schedule.claim(board, id)) continue;
    schedule.began(id);
    schedule.finished(id);
  }
};

test('parts are of about equal weight, and end where the group changes when that is near', () => {
  const grouped = 'aaaabbbbbccc'.split('').map((group) => ({ group, weight: 1 }));
  const sizes = (parts: number): string[] =>
    splitEvenly(grouped, parts, (each) => each).map((part) => part.map(({ group }) => group).join(''));
  expect(sizes(1)).toEqual(['aaaabbbbbccc']);
  expect(sizes(2)).toEqual(['aaaabb', 'bbbccc']);
  expect(sizes(3)).toEqual(['aaaa', 'bbbbb', 'ccc']);
  expect(splitEvenly([], 3, () => unit('x'))).toEqual([[], [], []]);
  expect(splitEvenly(grouped.slice(0, 2), 4, (each) => each).flat()).toHaveLength(2);
});

test('boards begin at different places, and each scenario can be claimed by one', () => {
  const schedule = new Schedule(['one', 'two'], units(4));
  expect([walk(schedule, 'one'), walk(schedule, 'two')]).toEqual([
    ['s1', 's2'],
    ['s3', 's4'],
  ]);
  expect([schedule.claim('one', 's1'), schedule.claim('two', 's1'), schedule.claim('one', 'no such')]).toEqual([true, false, false]);
  expect(schedule.claim('one', 's1')).toBe(true);
});

test('who has nothing left takes over half of what the busiest has not begun', () => {
  const schedule = new Schedule(['one', 'two'], units(12));
  runThrough(schedule, 'one', walk(schedule, 'one'));
  const [first] = walk(schedule, 'two');
  schedule.claim('two', first!);
  schedule.began(first!);
  expect(walk(schedule, 'one')).toEqual(['s10', 's11', 's12']);
  expect(schedule.claim('two', 's10')).toBe(false);
});

test('nobody takes from a board that is on its way to its first claim', () => {
  const schedule = new Schedule(['one', 'two'], units(2));
  runThrough(schedule, 'one', walk(schedule, 'one'));
  walk(schedule, 'two');
  expect(schedule.turn('one')).toEqual({ kind: 'wait' });
  runThrough(schedule, 'two', ['s2']);
  expect([schedule.turn('one'), schedule.turn('two')]).toEqual([{ kind: 'over' }, { kind: 'over' }]);
});

test('what a board has not begun when it dies goes to the others, and what it began does not', () => {
  const schedule = new Schedule(['one', 'two'], units(6));
  walk(schedule, 'two');
  for (const id of ['s4', 's5']) schedule.claim('two', id);
  schedule.began('s4');
  schedule.exclude('two');
  expect(walk(schedule, 'one')).toEqual(['s1', 's2', 's3', 's5', 's6']);
  expect(schedule.turn('two')).toEqual({ kind: 'over' });
  runThrough(schedule, 'one', walk(schedule, 'one'));
  expect(schedule.open).toEqual([{ board: 'two', id: 's4', hasBegun: true }]);
});

test('with nobody left, what did not run stands with the board that it was meant for', () => {
  const schedule = new Schedule(['one', 'two'], units(2));
  schedule.exclude('one');
  schedule.exclude('two');
  expect(schedule.open).toEqual([
    { board: 'two', id: 's1', hasBegun: false },
    { board: 'two', id: 's2', hasBegun: false },
  ]);
});

test('rounds come one after another on each board, and scenarios of one unit stay together', () => {
  const both = [1, 2].flatMap((round) => [unit(`a${round}`, { round, ids: [`a${round}`, `b${round}`] }), unit(`c${round}`, { round })]);
  const schedule = new Schedule(['one', 'two'], both);
  expect(walk(schedule, 'one')).toEqual(['a1', 'b1']);
  runThrough(schedule, 'one', ['a1', 'b1']);
  expect(walk(schedule, 'one')).toEqual(['a2', 'b2']);
});

test('once stopped, nothing is claimed', () => {
  const schedule = new Schedule(['one'], units(2));
  walk(schedule, 'one');
  schedule.stop();
  expect(schedule.claim('one', 's1')).toBe(false);
  expect(schedule.turn('one')).toEqual({ kind: 'over' });
});

type Step = { readonly board: number; readonly act: 'step' | 'die' };

/** A board as its process behaves: walks through its turn, claims, begins, finishes; one step at a time. */
class Walker {
  readonly name: string;
  readonly #schedule: Schedule;
  readonly #results: Map<string, string[]>;
  #todo: string[] = [];
  #running: string | undefined;
  isOver = false;
  isDead = false;
  constructor(name: string, schedule: Schedule, results: Map<string, string[]>) {
    this.name = name;
    this.#schedule = schedule;
    this.#results = results;
  }

  /** False when there was nothing to do. */
  step(): boolean {
    if (this.isOver) return false;
    if (this.#running) {
      this.#finish(this.#running);
      return true;
    }
    const next = this.#todo.shift();
    if (next !== undefined) {
      if (!this.#schedule.claim(this.name, next)) return true;
      this.#schedule.began(next);
      this.#running = next;
      return true;
    }
    const turn = this.#schedule.turn(this.name);
    if (turn.kind === 'walk') this.#todo = [...turn.ids];
    this.isOver = turn.kind === 'over';
    return turn.kind === 'walk';
  }

  die(): void {
    this.isOver = true;
    this.isDead = true;
    this.#schedule.exclude(this.name);
  }

  #finish(id: string): void {
    this.#running = undefined;
    this.#results.set(id, [...(this.#results.get(id) ?? []), this.name]);
    this.#schedule.finished(id);
  }
}

test('whatever the order of claims and deaths, each scenario has one result or is left with a reason, and nobody waits for ever', () => {
  const lists = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 3 }), round: fc.integer({ min: 1, max: 2 }), group: fc.constantFrom('x', 'y', 'z') }),
    {
      maxLength: 20,
    },
  );
  const acts: fc.Arbitrary<Step['act']> = fc.constantFrom('step', 'step', 'step', 'step', 'step', 'step', 'die');
  const steps = fc.array(fc.record({ board: fc.nat(3), act: acts }), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), lists, steps, (boardCount, list, course) => {
      const all = list.map(({ size, round, group }, at) =>
        unit('', { round, group, weight: size, ids: Array.from({ length: size }, (_, part) => `${at}.${part}`) }),
      );
      const names = Array.from({ length: boardCount }, (_, index) => `b${index}`);
      const schedule = new Schedule(names, all);
      const results = new Map<string, string[]>();
      const walkers = names.map((name) => new Walker(name, schedule, results));
      for (const { board, act } of course) {
        const walker = walkers[board % boardCount]!;
        if (act === 'die') walker.die();
        else walker.step();
      }
      // Whoever lives goes on to the end, which must come.
      for (let left = 2000; walkers.map((walker) => walker.step()).some(Boolean); left--)
        if (left === 0) throw new Error('it goes on for ever');
      expect(walkers.every(({ isOver }) => isOver)).toBe(true);
      const { open } = schedule;
      for (const { ids } of all) {
        for (const id of ids) expect([...(results.get(id) ?? []), ...open.filter((each) => each.id === id)]).toHaveLength(1);
        expect(new Set(ids.flatMap((id) => results.get(id) ?? [])).size).toBeLessThanOrEqual(1);
      }
      // What nobody began is left only when every board died.
      if (walkers.some(({ isDead }) => !isDead)) expect(open.filter(({ hasBegun }) => !hasBegun)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
