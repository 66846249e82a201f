import { setImmediate } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { untilAborted } from '../core/time.ts';
import { watchedAnswer } from './answers.ts';
import { requireIncident, requireMeasure, requireStep } from './context-calls.ts';
import { besideCut, watchedError, watchedOutput } from './cut-output.ts';
import { handOut } from './handed-out.ts';
import { link, type RunnerLink } from './link.ts';
import { placeIn } from './place.ts';
import { type Claims, notHeldBeside, Proof } from './proof.ts';
import { remoteBoard } from './remote-board.ts';
import { requireData } from './require-data.ts';
import { asResult } from './results.ts';
import type { ScenarioBody } from './spec.ts';
import { mistake, thrownToWire } from './thrown.ts';
import { fromWire, type WireError } from './wire.ts';
import { type Attempt, type Call, newAttempt, takeMistakes, workerState } from './worker-state.ts';

/** What vitest is told to repeat a test for, with the hooks and fixtures around it. How often is decided where the board is. */
export const anotherAttempt = 'another attempt follows';

/** The name of an error that only makes a test fail for vitest, so that its hooks know: the other side has said it. */
export const toldAlready = 'ScenarioFailed';

/** Runs a body with a board that lives elsewhere. What it is worth is decided there; here a failure only has to show. */
export const runScenario = async (context: TestContext, body: ScenarioBody, claims: Claims): Promise<void> => {
  const line = await link();
  const { task } = context;
  const begun = await line.runner.begin(task.file.filepath, task.fullTestName);
  if (begun.kind === 'skip') return context.skip(begun.reason);
  const attempt = workerState().attempts.get(task.id) ?? newAttempt(task.file.filepath);
  attempt.token = begun.token;
  const failed = begun.kind === 'ready' ? await runBody({ line, token: begun.token, task, attempt, claims }, body) : begun.failed;
  if (failed !== undefined) throw Object.assign(new Error(failed), { name: toldAlready });
};

interface Running {
  readonly line: RunnerLink;
  readonly token: string;
  readonly task: TestContext['task'];
  readonly attempt: Attempt;
  readonly claims: Claims;
}

const runBody = async ({ line, token, task, attempt, claims }: Running, body: ScenarioBody): Promise<string | undefined> => {
  const signal = line.endedSignal(token);
  const ground = { root: workerState().root, file: task.file.filepath };
  const troubles: Error[] = [];
  const proof = new Proof(claims, attempt.assertions);
  const asked = async (path: readonly string[], args: readonly unknown[], call: Call): Promise<unknown> => {
    requireData(call.name, args);
    attempt.assertions.called(call.name, args);
    const answering = line.runner.call(token, path, args, call.place);
    attempt.calls.set(answering, call);
    const answer = await answering.finally(() => attempt.calls.delete(answering));
    const onRead: Parameters<typeof watchedOutput>[1] = (of, stream, bytes) => {
      const reader = workerState().owner.getStore()?.attempt ?? attempt;
      reader.cutReads.add(of, call.name, stream, bytes, placeIn(new Error('read').stack, ground));
    };
    if (!('error' in answer)) {
      proof.take({ path, args, answer: answer.value, place: call.place });
      return asResult(watchedOutput(answer.value, onRead), call.name, ground.file);
    }
    // Where nobody listens, it is told as what it is.
    attempt.untaken.delete(call);
    const error = watchedError(handOut(fromWire(answer.error)), onRead);
    // Of whoever calls: the board may be held by an earlier scenario. A body that was ended from outside goes on for a while and cannot know.
    const caller = workerState().owner.getStore()?.attempt;
    const isOver = caller === attempt && signal.aborted;
    if (answer.error.name === 'RevokedError' && !isOver) caller?.mistakes.add(error);
    if (answer.error.fault === 'lab' || answer.error.fault === 'runner') troubles.push(error);
    throw error;
  };
  const callOf = (path: readonly string[]): Call => ({
    name: `board.${path.join('.')}`,
    place: placeIn(new Error('called').stack, ground),
  });
  const board = remoteBoard((path, args) => {
    const call = callOf(path);
    return watchedAnswer(asked(path, args, call), call, { attempt, file: ground.file });
  });
  const running = async (): Promise<unknown> =>
    body({
      board,
      m7: board.m7,
      measure: (...args) => {
        requireMeasure(args);
        const [name, value, unit] = args;
        proof.measure();
        void line.runner.measure(token, name, value, unit);
      },
      step: (...args) => {
        requireStep(args);
        void line.runner.step(token, args[0]);
      },
      expectIncident: async (...args) => {
        requireIncident(args);
        const [kind, options] = args;
        proof.announce();
        await line.runner.expectIncident(token, kind, options?.title);
      },
      pause: async (...args) => void (await asked(['pause'], args, callOf(['pause']))),
      signal,
    });
  const thrown = await untilAborted(running(), signal).then(
    () => [...new Set([...attempt.calls.values(), ...attempt.untaken])].map((call) => notAwaited(call, attempt)),
    (error: unknown) => {
      attempt.assertions.leave(error);
      return [thrownToWire(error, ground, troubles)];
    },
  );
  // A soft expectation fails the task and throws nothing.
  const soft = (task.result?.errors ?? []).map((error) => thrownToWire(error, ground, troubles));
  attempt.told = soft.length;
  const told = [...soft, ...thrown];
  // What nobody awaits is told as that.
  if (attempt.assertions.hasFailed || attempt.mistakes.size > 0) await setImmediate();
  const caught = notHeldBeside(told, attempt.assertions, ground, troubles);
  const mistakes = told.length > 0 ? [] : takeMistakes(attempt).map((error) => thrownToWire(error, ground));
  const failures = besideCut(attempt.cutReads.take(), [...caught, ...told, ...mistakes]);
  const { failed } = await line.runner.end(token, failures).finally(() => line.forget(token));
  if (failed === undefined) attempt.unproven = () => proof.lack;
  return failed;
};

const notAwaited = (call: Call, { calls }: Attempt): WireError => {
  const isOpen = [...calls.values()].includes(call);
  const message = isOpen ? 'was still going on when the scenario ended: nobody awaits it' : 'came to its end, and nobody awaited it';
  return mistake('NotAwaitedError', `${call.name}() ${message}`, {
    place: call.place,
    remedy: 'await every call on the board, or its result may come too late to count',
  });
};
