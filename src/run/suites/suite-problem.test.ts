import { expect, test } from 'vitest';
import { RevokedError } from '../../core/errors.ts';
import { exitProblems, suiteProblem } from './suite-problem.ts';

const revoked = new RevokedError('board.m7 was used late');

test('what the results say already is known by what it is, also below another error', () => {
  for (const error of [
    revoked,
    { name: 'RevokedError', message: 'as it crosses processes' },
    new Error('promise rejected instead of resolving', { cause: revoked }),
  ])
    expect(suiteProblem(error)).toEqual({ message: error.message, isExplained: true, isLoss: false });
});

test('the loss of the test process is one, for which somebody has to answer', () => {
  const lost = new Error('[vitest-pool]: Worker hil-forks emitted error.', { cause: new Error('Worker exited unexpectedly') });
  expect(suiteProblem(lost)).toEqual({ message: lost.message, isExplained: false, isLoss: true });
});

test('a pipe to the test process that is gone is its loss, and a pipe of a suite is not', () => {
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  expect(suiteProblem(new Error('[vitest-pool]: Worker hil-forks emitted error.', { cause: gone }))).toMatchObject({ isLoss: true });
  for (const error of [
    gone,
    new Error('nothing came back', { cause: gone }),
    new Error('[vitest-pool]: Timeout starting hil-forks runner.'),
  ])
    expect(suiteProblem(error)).toEqual({ message: error.message, isExplained: false, isLoss: false });
});

test('an error of a suite that only says such words is told', () => {
  for (const message of ['a helper says: Worker exited unexpectedly', 'nothing of it reached the board'])
    expect(suiteProblem(new Error(message))).toEqual({ message, isExplained: false, isLoss: false });
});

test('whatever was thrown makes a problem, causes that go in a circle too', () => {
  const circle: { message: string; cause?: unknown } = { message: 'round' };
  circle.cause = circle;
  expect(suiteProblem(circle)).toMatchObject({ message: 'round', isExplained: false });
  for (const thrown of [undefined, null, 'text', 3])
    expect(suiteProblem(thrown)).toMatchObject({ message: String(thrown), isExplained: false });
});

test('a test process that ends with a failure, or not by itself, is told, and one that is done is not', () => {
  expect(exitProblems({ exitCode: 0, signalCode: null })).toEqual([]);
  for (const [end, says] of [
    [{ exitCode: 7, signalCode: null }, 'no scenario has failed: the test process ended with exit code 7'],
    [{ exitCode: null, signalCode: 'SIGKILL' }, 'did not end by itself (SIGKILL)'],
    [{ exitCode: null, signalCode: null }, 'did not end by itself (it still runs)'],
  ] as const)
    expect(exitProblems(end)).toEqual([{ message: expect.stringContaining(says), isExplained: false, isLoss: false }]);
});
