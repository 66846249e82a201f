import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BenchBoard } from './bench-board.ts';
import { moments } from './moments.ts';
import { runCase } from './run-case.ts';

// Some of the matrix, so that every change meets it; all of it is npm run test:kill.

vi.setConfig({ testTimeout: 240_000 });

let board: BenchBoard;
beforeAll(async () => {
  board = await BenchBoard.remembering();
});
afterAll(() => board[Symbol.asyncDispose]());

test.for([
  ['suites are collected', 'SIGTERM'],
  ['SPL', 'SIGINT'],
  ['the kernel', 'board'],
  ['a scenario waits for a command', 'worker'],
  ['a scenario waits for a command', 'SIGINT'],
  ['between two scenarios', 'board'],
  ['the M7 speaks', 'SIGTERM'],
  ['a scenario waits for a line', 'supervisor'],
  ['the end asks for off', 'all'],
  ['before junit.xml', 'SIGINT'],
] as const)('%s, struck by %s', async ([name, stroke]) => {
  const moment = moments.find((one) => one.name === name)!;
  const { verdict, problems } = await runCase(moment, stroke, board);
  expect(problems).toEqual([]);
  expect(verdict).toBe('passed');
});
