import { inspect, types } from 'node:util';
import { expect, test } from 'vitest';
import { watchedAnswer } from './answers.ts';
import { type Call, newAttempt, workerState } from './worker-state.ts';

const file = import.meta.filename;
// This file stands for a suite, which lies outside of the runner's code.
workerState().root = '/nowhere';

const called = (answer: Promise<unknown> = Promise.resolve({ stdout: 'aarch64' })) => {
  const attempt = newAttempt(file);
  const call: Call = { name: 'board.linux.run', place: 'suites/boot.ts:3:1' };
  return { attempt, answer: watchedAnswer(answer, call, { attempt, file }) };
};

const ways: Readonly<Record<string, (answer: Promise<unknown>) => unknown>> = {
  await: async (answer) => await answer,
  'then()': (answer) => answer.then(() => {}),
  'catch()': (answer) => answer.catch(() => {}),
  'finally()': (answer) => answer.finally(() => {}),
  'Promise.all()': (answer) => Promise.all([answer]),
  'Promise.resolve()': (answer) => Promise.resolve(answer),
  'a return of an async function': async (answer) => answer,
  'another promise': (answer) => new Promise((resolve) => void resolve(answer)),
};
test.for(Object.entries(ways))('an answer is taken by %s', async ([, take]) => {
  const { attempt, answer } = called();
  expect(attempt.untaken.size).toBe(1);
  await take(answer);
  expect(attempt.untaken.size).toBe(0);
});

test('an answer that nobody takes is known, whether or not it has come', async () => {
  const { attempt } = called();
  await new Promise(setImmediate);
  expect([...attempt.untaken]).toEqual([{ name: 'board.linux.run', place: 'suites/boot.ts:3:1' }]);
});

test('what the suite reads of it before it is awaited is a mistake, caught or not', () => {
  const { attempt, answer } = called();
  const suite = expect.objectContaining({ fault: 'suite', message: "board.linux.run() is not awaited, so that its 'stdout' is undefined" });
  expect(() => (answer as unknown as { readonly stdout: string }).stdout).toThrow(suite);
  expect([...attempt.mistakes]).toEqual([suite]);
});

test('it is a promise as any other', async () => {
  const { attempt, answer } = called(Promise.resolve(7));
  expect([answer instanceof Promise, types.isPromise(answer), String(answer)]).toEqual([true, true, '[object Promise]']);
  expect(inspect(answer)).toContain('7');
  expect(await answer).toBe(7);
  expect(attempt.mistakes.size).toBe(0);
  await expect(called(Promise.reject(new Error('no'))).answer).rejects.toThrow('no');
});
