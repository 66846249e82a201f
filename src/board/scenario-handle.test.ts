import { expect, test } from 'vitest';
import type { LiveBoard } from './live-board.ts';
import { scenarioHandle } from './scenario-handle.ts';

/** Everything of a board that a handle may reach for, where any call is noted and nothing looks at a signal. */
const carelessBoard = (calls: string[], path: string): object =>
  new Proxy(() => undefined, {
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : carelessBoard(calls, `${path}.${key}`)),
    apply: () => {
      calls.push(path);
      return path.endsWith('.mark') ? 0 : undefined;
    },
  });

type Call = (...args: unknown[]) => Promise<unknown>;

const callsOf = (owner: object, path = 'board'): [string, Call][] =>
  Object.entries(owner).flatMap(([name, value]) =>
    typeof value === 'function' ? [[`${path}.${name}`, value as Call]] : callsOf(value as object, `${path}.${name}`),
  );

test('once its scenario has ended, no call of a handle reaches the board, whatever the board would do with the signal', async () => {
  const calls: string[] = [];
  const ended = new AbortController();
  const handle = scenarioHandle(carelessBoard(calls, 'live') as LiveBoard, ended.signal);
  const all = callsOf(handle);
  expect(all.length).toBeGreaterThan(20);
  ended.abort(new Error('the scenario has ended'));
  calls.length = 0;

  for (const [name, call] of all) await expect(call('true', {}), name).rejects.toBe(ended.signal.reason);
  expect(calls).toEqual([]);
});
