import { describe, expect, test } from 'vitest';
import { PortError } from '../core/errors.ts';
import type { ModelLimit, SimulatedPace } from '../core/model-limit.ts';
import { anySignal, boardClock, monotonicMs, untilAborted } from '../core/time.ts';
import { BoardPace } from './board-pace.ts';

interface Told {
  readonly pace: BoardPace;
  readonly short: ModelLimit[];
  readonly asked: () => number;
}

const speed = 10;

const paceOf = (answer: (asked: number) => Partial<SimulatedPace> | Error): Told => {
  const short: ModelLimit[] = [];
  let asked = 0;
  const pace = new BoardPace(boardClock(speed), { patience: 400 });
  pace.onShort = (limit) => short.push(limit);
  pace.follow({
    async pace() {
      const said = answer(++asked);
      if (said instanceof Error) throw said;
      return { awakeSince: 0, coreMs: 0, ...said };
    },
  });
  return { pace, short, asked: () => asked };
};

const over = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

test('hardware has its time: nobody is asked', async () => {
  const pace = new BoardPace(boardClock());
  expect(await over(pace.core.overdue(10))).toMatchObject({ name: 'TimeoutError' });
  expect(await over(pace.board.overdue(10))).toMatchObject({ name: 'TimeoutError' });
  expect([await pace.awakeSince(), await pace.coreHad(1e9, 0)]).toEqual([0, true]);
});

describe('a wait for the core of a simulated board', () => {
  test('is over when the core was given the time, and not before', async () => {
    const { pace, short, asked } = paceOf((count) => ({ coreMs: count < 4 ? 10 : 50 }));
    await over(pace.core.overdue(50));
    expect([asked(), short]).toEqual([4, []]);
  });

  test('ends after a while, which is told', async () => {
    const { pace, short } = paceOf(() => ({ coreMs: 10 }));
    await over(pace.core.overdue(50));
    expect(short).toEqual([{ by: 'm7', kind: 'pace', name: 'the M7 was given 10 ms of 50 ms of its time', fatal: false }]);
  });

  test('outlasts a process that does not answer for a moment', async () => {
    const { pace, short } = paceOf((count) => (count < 3 ? new PortError('it stands still') : { coreMs: 1000 }));
    await over(pace.core.overdue(50));
    expect(short).toEqual([]);
  });
});

describe('a wait for the whole of a simulated board', () => {
  test('begins again where its process stood still meanwhile', async () => {
    let woke = 0;
    const { pace, short, asked } = paceOf((count) => {
      if (count === 1) woke = monotonicMs();
      return { awakeSince: woke };
    });
    await over(pace.board.overdue(50));
    expect([asked(), short]).toEqual([2, []]);
  });

  test('is over at once where it ran all the time', async () => {
    const { pace, asked } = paceOf(() => ({ awakeSince: 0 }));
    await over(pace.board.overdue(50));
    expect(asked()).toBe(1);
  });

  test('outlasts a host that keeps its processors from running', async () => {
    const { pace, short, asked } = paceOf((count) => ({ awakeSince: 0, boardMs: count < 2 ? 100 : 500 }));
    await over(pace.board.overdue(50));
    expect([asked(), short]).toEqual([2, []]);
  });

  test('ends when the host gives them too little for too long, which is told', async () => {
    const { pace, short } = paceOf(() => ({ awakeSince: 0, boardMs: 100 }));
    await over(pace.board.overdue(50));
    expect(short).toEqual([{ by: 'linux', kind: 'pace', name: 'the board was given 100 ms of 500 ms of its time', fatal: false }]);
  });

  test('that found what it waited for tells nothing when its time is over', async () => {
    const { pace, short, asked } = paceOf(() => ({ awakeSince: 0, boardMs: 10 }));
    const overdue = pace.board.overdue(50);
    await untilAborted(Promise.resolve(), anySignal(new AbortController().signal, overdue));
    await expect.poll(() => overdue.aborted, { timeout: 10_000 }).toBe(true);
    expect(asked()).toBeGreaterThan(0);
    expect(short).toEqual([]);
  });

  test('ends when the process stays away, which is told', async () => {
    const { pace, short } = paceOf(() => new PortError('it stands still'));
    await over(pace.board.overdue(50));
    expect(short).toMatchObject([{ by: 'linux', kind: 'pace', fatal: false }]);
  });
});

test('of a wait that found what it waited for nobody is asked, and it never comes due', async () => {
  const { pace, asked } = paceOf(() => ({ boardMs: 1e9, coreMs: 1e9 }));
  const found = [pace.board.overdue(50), pace.core.overdue(50)];
  for (const wait of found) wait[Symbol.dispose]();
  await Promise.all([over(pace.board.overdue(100)), over(pace.core.overdue(100))]);
  expect([found.map(({ aborted }) => aborted), asked()]).toEqual([[false, false], 2]);
});

test('whether the core had its time is not known of a process that does not answer', async () => {
  expect(await paceOf(() => new PortError('it stands still')).pace.coreHad(100, 0)).toBe(false);
  expect(await paceOf(() => ({ coreMs: 95 })).pace.coreHad(100, 0)).toBe(true);
  expect(await paceOf(() => ({ coreMs: 50 })).pace.coreHad(100, 0)).toBe(false);
});
