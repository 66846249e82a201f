import type { Command } from 'just-bash';
import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { sleepCommand } from './sleep.ts';

const asked = async (...args: string[]): Promise<{ readonly ms: number | undefined; readonly code: number; readonly said: string }> => {
  let ms: number | undefined;
  const sleep = async (wanted: number): Promise<void> => {
    ms = wanted;
  };
  const linux = { sleep, answers: true };
  const session = { linux, signal: new AbortController().signal, deadlines: [] } as unknown as Session;
  const { exitCode, stderr } = await sleepCommand(session).execute(args, {} as Parameters<Command['execute']>[1]);
  return { ms, code: exitCode, said: stderr };
};

test.each([
  [['5'], 5000],
  [['0.25'], 250],
  [['.5s'], 500],
  [['2h'], 7_200_000],
  [['10000000'], 10_000_000_000],
  [['1d', '1m', '1'], 86_461_000],
  [['infinity'], Number.POSITIVE_INFINITY],
])('sleep %s sleeps as long as it is told', async (args, ms) => expect(await asked(...args)).toEqual({ ms, code: 0, said: '' }));

test.each([
  [[], 'sleep: missing operand\n'],
  [['soon'], "sleep: invalid time interval 'soon'\n"],
  [['1', '2x'], "sleep: invalid time interval '2x'\n"],
  [['-1'], "sleep: invalid time interval '-1'\n"],
])('sleep %s sleeps not at all', async (args, said) => expect(await asked(...args)).toEqual({ ms: undefined, code: 1, said }));
