import { expect, test } from 'vitest';
import type { ScenarioBoard } from '../../core/board.ts';
import { BootError, ConnectionLostError, PowerError } from '../../core/errors.ts';
import { deferred } from '../deferred.ts';
import { BoardCalls } from './board-calls.ts';

const { signal } = new AbortController();
const lost = new ConnectionLostError('SSH is gone', { evidence: ['a53: U-Boot SPL'] });

const argumentsOf: Readonly<Record<string, readonly unknown[]>> = {
  'linux.run': ['true'],
  'serial.run': ['true'],
  'uboot.run': ['echo on'],
  'm7.start': ['tcm-hello'],
  'console.expect': ['ready', { within: '1s' }],
  reach: ['login'],
  provision: [{}],
  waitForReset: [{ within: '1s' }],
};

/** What the second of two calls, both under way before either ends, is told when it fails by `error`. */
const told = async (first: string, second: string, error: Error = lost): Promise<unknown> => {
  const ending = deferred<void>();
  const failing = deferred<void>();
  let isFirst = true;
  const answer = (): Promise<void> => {
    const { promise } = isFirst ? ending : failing;
    isFirst = false;
    return promise;
  };
  const board: unknown = new Proxy(answer, { get: () => board });
  const calls = new BoardCalls('overlaps');
  const call = (name: string, line: number): Promise<unknown> =>
    calls.call(board as ScenarioBoard, { path: name.split('.'), args: argumentsOf[name] ?? [], place: `suites/a.ts:${line}:1` }, signal);
  const [before, after] = [call(first, 3), call(second, 4).catch((cause: unknown) => cause)];
  ending.resolve();
  await before;
  failing.reject(error);
  return after;
};

test.each([
  ['coldBoot', 'linux.run'],
  ['warmBoot', 'm7.start'],
  ['power.off', 'serial.run'],
  ['uboot.run', 'coldBoot'],
  ['provision', 'reach'],
])('%s() takes the board from %s(), which is the suite’s fault, with the lines of both', async (boots, needs) => {
  expect(await told(boots, needs)).toMatchObject({
    fault: 'suite',
    name: 'ConnectionLostError',
    message: `SSH is gone; but the suite had called board.${boots}() (suites/a.ts:3:1) while board.${needs}() (suites/a.ts:4:1) was going on`,
    evidence: lost.evidence,
    place: 'suites/a.ts:4:1',
  });
});

test.each([
  ['linux.run', 'coldBoot', new BootError('did not reach login')],
  ['linux.run', 'linux.run', lost],
  ['waitForReset', 'linux.run', lost],
  ['coldBoot', 'console.expect', lost],
  ['coldBoot', 'linux.run', new PowerError('the relay does not answer')],
])('%s() takes nothing from %s()', async (first, second, error) => {
  expect(await told(first, second, error)).toBe(error);
});

test('one after the other is nobody’s fault', async () => {
  const calls = new BoardCalls('waits');
  const board = { coldBoot: async () => {}, linux: { run: () => Promise.reject(lost) } } as unknown as ScenarioBoard;
  await calls.call(board, { path: ['coldBoot'], args: [], place: undefined }, signal);
  await expect(calls.call(board, { path: ['linux', 'run'], args: ['true'], place: undefined }, signal)).rejects.toBe(lost);
});
