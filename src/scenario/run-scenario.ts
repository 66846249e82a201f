import type { TestContext } from 'vitest';
import type { ScenarioResult } from '../core/scenario.ts';
import { untilAborted } from '../core/time.ts';
import { type Link, link } from './link.ts';
import { remoteBoard } from './remote-board.ts';
import type { ScenarioBody } from './spec.ts';
import { type Ended, fromWire, toWire, type WireError } from './wire.ts';

/** What vitest is told to repeat a test for, with the hooks and fixtures around it. How often is decided where the board is. */
export const anotherAttempt = /^another attempt follows$/;

/** Runs a body with a board that lives elsewhere. What it is worth is decided there; here a failure only has to show. */
export const runScenario = async (context: TestContext, body: ScenarioBody): Promise<void> => {
  const line = await link();
  const begun = await line.runner.begin(context.task.file.filepath, context.task.fullTestName);
  if (begun.kind === 'skip') context.skip(begun.reason);
  const ended = begun.kind === 'ready' ? await runBody(line, begun.token, context, body) : begun;
  if (ended.kind === 'again') throw new Error('another attempt follows');
  if (ended.kind === 'over') throwIfBad(ended.result);
};

const runBody = async (line: Link, token: string, { task }: TestContext, body: ScenarioBody): Promise<Ended> => {
  const signal = line.endedSignal(token);
  const board = remoteBoard(async (path, args) => {
    const answer = await line.runner.call(token, path, args);
    if ('error' in answer) throw fromWire(answer.error);
    return answer.value;
  });
  const running = async (): Promise<void> =>
    body({
      board,
      m7: board.m7,
      measure: (name, value, unit) => void line.runner.measure(token, name, value, unit),
      step: (text) => void line.runner.step(token, text),
      expectIncident: (kind, options) => line.runner.expectIncident(token, kind, options?.title),
      signal,
    });
  const thrown = await untilAborted(running(), signal).then(
    () => softFailure(task),
    (error: unknown) => toWire(error),
  );
  return line.runner.end(token, thrown).finally(() => line.forget(token));
};

// A soft expectation fails the task and throws nothing.
const softFailure = ({ result }: TestContext['task']): WireError | undefined => {
  const [error] = result?.errors ?? [];
  return error && { name: error.name ?? 'AssertionError', message: error.message, ...(error.stack ? { stack: error.stack } : {}), own: {} };
};

const throwIfBad = ({ verdict, errors, reason }: ScenarioResult): void => {
  if (verdict !== 'failed' && verdict !== 'error') return;
  throw new Error(errors[0]?.message ?? reason ?? verdict);
};
