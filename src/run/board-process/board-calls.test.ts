import { expect, test } from 'vitest';
import type { ScenarioBoard } from '../../core/board.ts';
import { CommandError, PortError } from '../../core/errors.ts';
import { BoardCalls } from './board-calls.ts';

const { signal } = new AbortController();

/** What a body that catches everything is told of the lab after it has run these commands, the answers to which are these. */
const troubleOf = async (asked: readonly (readonly unknown[])[], answers: readonly (Error | undefined)[]): Promise<string | undefined> => {
  const left = [...answers];
  const run = async (): Promise<void> => {
    const answer = left.shift();
    if (answer) throw answer;
  };
  const board = { linux: { run }, console: { expect: run } } as unknown as ScenarioBoard;
  const calls = new BoardCalls('polls');
  for (const args of asked) {
    const path = args[0] instanceof RegExp ? ['console', 'expect'] : ['linux', 'run'];
    await calls.call(board, { path, args, place: 'suites/a.ts:3:1' }, signal).catch(() => {});
  }
  return calls.trouble?.message;
};

const gone = (): PortError => new PortError('the network is gone');
const failed = new CommandError("'false' ended with exit status 1", 1, '');

test('a trouble of the lab that a body caught stands until the board has answered the same question, with whatever answer and limit', async () => {
  expect(await troubleOf([['false'], ['false']], [gone(), undefined])).toBeUndefined();
  expect(await troubleOf([['false'], ['false']], [gone(), failed])).toBeUndefined();
  expect(
    await troubleOf(
      [
        ['false', { timeout: '5s' }],
        ['false', { timeout: '1min', reject: false }],
      ],
      [gone(), undefined],
    ),
  ).toBeUndefined();
});

test('an answer to another question proves nothing of what was wanted', async () => {
  const trouble = /the network is gone; the scenario went on from board\.[a-z.]+\(\)/;
  expect(await troubleOf([['false'], ['true']], [gone(), undefined])).toMatch(trouble);
  expect(await troubleOf([['false'], ['false']], [gone(), gone()])).toMatch(trouble);
  expect(
    await troubleOf(
      [
        [/a/, { within: '1s' }],
        [/b/, { within: '1s' }],
      ],
      [gone(), undefined],
    ),
  ).toMatch(trouble);
});
