import { setImmediate, setTimeout } from 'node:timers/promises';
import { type RunnerTask, type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite, type SerializedConfig, TestRunner } from 'vitest';
import { besideCut } from './cut-output.ts';
import { leftBehindRunsOut, takeUnreached } from './left-behind.ts';
import { link } from './link.ts';
import { isOnly } from './only.ts';
import { otherTests } from './other-tests.ts';
import { OwnedErrors } from './owned-errors.ts';
import type { Ground } from './place.ts';
import { placeName } from './place-name.ts';
import { notAsked, notHeld, notHeldBeside } from './proof.ts';
import { anotherAttempt, toldAlready } from './run-scenario.ts';
import './spec.ts';
import { mistake, thrownToWire } from './thrown.ts';
import type { WireError } from './wire.ts';
import { newAttempt, type Owner, own, takeMistakes, workerState } from './worker-state.ts';

// In host time: what a file has left behind, such as a timer of its last scenario, may still come.
const lingerMs = 100;

/**
 * Runs what a file holds in the order that spares boots: vitest itself orders files at most. Blocks stay whole, since their hooks belong around them.
 * Whatever a hook throws goes to the process that decides about verdicts.
 */
export default class SuiteRunner extends TestRunner {
  constructor(config: SerializedConfig) {
    super(config);
    workerState().root = config.root;
  }

  override async importFile(file: string, source: 'collect' | 'setup'): Promise<unknown> {
    workerState().isCollecting = true;
    const imported = await super.importFile(file, source);
    const [other] = source === 'collect' ? otherTests() : [];
    if (other) throw new Error(`${other.message}; ${other.own.remedy}`);
    return imported;
  }

  onCollected(files: RunnerTestFile[]): void {
    workerState().isCollecting = false;
    // That `.only` stands there is no failure of the one that has it; whoever collects knows of it by now.
    for (const file of files) letRun(file.tasks);
    const leftOut: readonly string[] | undefined = this.injectValue('hilLeftOut');
    if (leftOut && leftOut.length > 0) for (const file of files) leaveOut(file, new Set(leftOut));
    const order: readonly string[] | undefined = this.injectValue('hilOrder');
    if (!order) return;
    const places = new Map(order.map((name, index) => [name, index]));
    for (const file of files) sort(file.tasks, (name) => places.get(placeName(file.filepath, name)) ?? order.length);
  }

  // Not `async`: the owner must be set in the context that goes on with the hooks.
  override onBeforeTryTask(test: RunnerTestCase): void {
    const attempt = newAttempt(test.file.filepath);
    workerState().attempts.set(test.id, attempt);
    own({ ...ownerOf(test), attempt });
    // Vitest keeps what an attempt before this one held against the test, and would count it against this one too.
    if (test.result) test.result.errors = new OwnedErrors(ownerOf(test));
    super.onBeforeTryTask(test);
  }

  // Every hook around this attempt is through.
  async onAfterRetryTask(test: RunnerTestCase): Promise<void> {
    const token = workerState().attempts.get(test.id)?.token;
    const skip = skipOf(test);
    // One that has begun has a verdict, whatever its hooks say; of one that has not, the file tells at its end.
    if (skip && token === undefined) return;
    const thrown = [...(await newErrors(test)), ...(skip ? [skippedTooLate(skip.note)] : [])];
    const cut = workerState().attempts.get(test.id)?.cutReads.take() ?? [];
    const errors = thrown.length + cut.length > 0 ? besideCut(cut, [...caughtBeside(thrown, test), ...thrown]) : unasserted(test);
    if (skip) Object.assign(skip, { state: 'fail', pending: undefined });
    const { runner } = await link();
    const { file, fullTestName } = test;
    const ended = token === undefined ? await runner.unbegun(file.filepath, fullTestName, errors) : await runner.settle(token, errors);
    // By this alone vitest tells whether to try again.
    if (ended.kind === 'again' && test.result) Object.assign(test.result, { state: 'fail', errors: [{ message: anotherAttempt }] });
  }

  // What comes after that is thrown around attempts, such as by aroundEach().
  override async onAfterRunTask(test: RunnerTestCase): Promise<void> {
    super.onAfterRunTask(test);
    const errors = test.result?.state === 'fail' ? await newErrors(test) : [];
    if (errors.length > 0) await (await link()).runner.failedAround(test.file.filepath, [test.fullTestName], errors);
  }

  override onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    workerState().lastOwner = ownerOf(suite);
    return super.onBeforeRunSuite(suite);
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    if ('filepath' in suite) {
      await setTimeout(lingerMs);
      await leftBehindRunsOut(suite.file.filepath);
      for (const { owner, error } of takeUnreached(suite.file.filepath)) (await link()).runner.unhandled(owner.file, owner.names, error);
      await tellSkipped(suite);
    }
    // What hooks of this block have rejected is told before another scenario begins.
    await setImmediate();
    // What has an owner now is no error of the run.
    const thrown = (suite.result?.errors?.splice(0) ?? []).filter((error) => !isOfUnusedSnapshots(error));
    const { file, names } = ownerOf(suite);
    const errors = [...thrown.map(wireIn(file)), ...otherTests()];
    if (errors.length > 0) await (await link()).runner.failedAround(file, names, errors);
  }
}

/** What vitest holds against a test and the other side has not heard of, once what is rejected already has come. */
const newErrors = async (test: RunnerTestCase): Promise<readonly WireError[]> => {
  const attempt = workerState().attempts.get(test.id);
  await setImmediate();
  await Promise.allSettled(attempt?.calls.keys() ?? []);
  await setImmediate();
  const errors = test.result?.errors ?? [];
  const fresh = errors.slice(attempt?.told ?? 0).filter(({ name }) => name !== toldAlready);
  if (attempt) attempt.told = errors.length;
  return [...fresh.map(wireIn(test.file.filepath)), ...otherTests()];
};

/** A body that failed has told its own. */
const caughtBeside = (thrown: readonly WireError[], test: RunnerTestCase): readonly WireError[] => {
  const attempt = workerState().attempts.get(test.id);
  return attempt?.unproven ? notHeldBeside(thrown, attempt.assertions, groundOf(test.file.filepath)) : [];
};

/** What nothing threw and is no pass: assertions that somebody caught, and a scenario that proves nothing. */
const unasserted = (test: RunnerTestCase): readonly WireError[] => {
  const attempt = workerState().attempts.get(test.id);
  if (!attempt?.unproven || test.result?.state === 'fail') return [];
  const { assertions } = attempt;
  const found = [
    ...notHeld(assertions, groundOf(test.file.filepath)),
    ...takeMistakes(attempt).map(wireIn(test.file.filepath)),
    ...notAsked(assertions),
  ];
  return found.length > 0 ? found : [attempt.unproven()].filter((error) => error !== undefined);
};

/** A hook said that they are skipped, so that they never began. Whoever else left one out knows that already. */
const tellSkipped = async (suite: RunnerTestSuite): Promise<void> => {
  for (const task of suite.tasks) {
    if (task.type === 'suite') await tellSkipped(task);
    else if (skipOf(task) && workerState().attempts.get(task.id)?.token === undefined)
      await (await link()).runner.skipped(task.file.filepath, task.fullTestName, skipOf(task)?.note);
  }
};

// A scenario that failed, or was never begun, has not come to its snapshots.
const isOfUnusedSnapshots = ({ message }: { readonly message: string }): boolean => message.startsWith('Obsolete snapshots found');

/** The result of one that was skipped while it ran: parts of it that vitest's types leave out. */
const skipOf = ({ result }: RunnerTestCase): { readonly note?: string } | undefined =>
  result !== undefined && 'pending' in result && result.pending === true ? (result as { readonly note?: string }) : undefined;

const skippedTooLate = (note: string | undefined): WireError =>
  mistake('SkippedTooLateError', `a hook skipped the scenario after it had begun${note === undefined ? '' : `: ${note}`}`, {
    remedy: 'skip in a hook before it, or with scenario.skip',
  });

const wireIn =
  (file: string) =>
  (error: unknown): WireError =>
    thrownToWire(error, groundOf(file));

const groundOf = (file: string): Ground => ({ root: workerState().root, file });

const ownerOf = (task: RunnerTask): Owner => ({ file: task.file.filepath, names: namesIn(task) });

const namesIn = (task: RunnerTask): readonly string[] => (task.type === 'suite' ? task.tasks.flatMap(namesIn) : [task.fullTestName]);

const letRun = (tasks: readonly RunnerTask[]): void => {
  for (const task of tasks) {
    if (isOnly(task.result?.errors)) delete task.result;
    if (task.type === 'suite') letRun(task.tasks);
  }
};

/** A block of which nothing is left loses its hooks, too. */
const leaveOut = (suite: RunnerTestSuite, names: ReadonlySet<string>): void => {
  for (const task of suite.tasks) {
    if (task.type === 'suite') leaveOut(task, names);
    else if (names.has(placeName(task.file.filepath, task.fullTestName))) task.mode = 'skip';
  }
  if (suite.tasks.every(({ mode }) => mode === 'skip' || mode === 'todo')) suite.mode = 'skip';
};

const sort = (tasks: RunnerTask[], placeOf: (fullTestName: string) => number): void => {
  const first = new Map(tasks.map((task) => [task, firstPlace(task, placeOf)]));
  tasks.sort((one, other) => first.get(one)! - first.get(other)!);
  for (const task of tasks) {
    // A board does one thing at a time, whatever a block says.
    if (task.concurrent) task.concurrent = false;
    if (task.type === 'suite') sort(task.tasks, placeOf);
  }
};

const firstPlace = (task: RunnerTask, placeOf: (fullTestName: string) => number): number =>
  task.type === 'suite' ? Math.min(...task.tasks.map((child) => firstPlace(child, placeOf))) : placeOf(task.fullTestName);
