import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SuiteHost } from '../suites/suite-host.ts';
import type { SuiteProblem } from '../suites/suite-problem.ts';
import { BoardRun } from './board-run.ts';
import { everyRound, runAll } from './run-loop.ts';
import { fakeBoard } from './testing/fake-board.ts';
import { noHandover } from './testing/no-handover.ts';

const benchOf = async () => {
  vi.useFakeTimers({ toFake: ['hrtime'] });
  const dir = mkdtempSync(join(tmpdir(), 'hil-loop-'));
  onTestFinished(() => {
    vi.useRealTimers();
    rmSync(dir, { recursive: true, force: true });
  });
  const context = { name: 'fake', stateDir: dir, firmware: {}, signal: new AbortController().signal, emit: () => {}, log: () => {} };
  const board = await fakeBoard({ touches: join(dir, 'touches') }).open(context);
  const description = { id: 's > a', suite: 's', name: 'a', file: '/s.ts', needs: {}, expects: {} };
  const run = new BoardRun({
    board,
    scenarios: [{ description, timeout: '5min', silence: '60s', skip: false }],
    repeat: 1,
    bail: 0,
    retries: {},
    handover: noHandover(),
    emit: () => {},
    onEnded: () => {},
    onStuck: () => {},
  });
  const killed: number[] = [];
  /** `suite`: what the test process does. */
  const all = (suite: (token: string) => Promise<unknown>, problems: readonly SuiteProblem[] = []): Promise<readonly string[]> => {
    const host: Pick<SuiteHost, 'run' | 'killWorker'> = {
      killWorker: () => void killed.push(run.idleMs),
      run: async () => {
        const begun = await run.begin('/s.ts', 'a');
        if (begun.kind !== 'ready') throw new Error(`it was to begin, and it is ${begun.kind}`);
        if ((await suite(begun.token)) !== 'lost') expect(await run.settle(begun.token, [])).toEqual({ kind: 'over' });
        return problems;
      },
    };
    return runAll(run, host as SuiteHost, everyRound(1), new AbortController().signal);
  };
  return { run, killed, all };
};

test('what came before the first test process, such as a slow first boot, is no idleness of a suite', async () => {
  const { run, killed, all } = await benchOf();
  // The health check of a board that boots for the first time.
  vi.advanceTimersByTime(10 * 60_000);
  expect(await all(async (token) => expect(await run.end(token, [])).toEqual({}))).toEqual([]);
  expect(killed).toEqual([]);
  await run.close('over');
});

test('neither a long body nor the last look at the board after it is idleness of a suite, and a hook that never ends is', async () => {
  const { run, killed, all } = await benchOf();
  await all(async (token) => {
    vi.advanceTimersByTime(2 * 60_000);
    expect(run.idleMs).toBe(0);
    const ending = run.end(token, []);
    expect(run.idleMs).toBe(0);
    await ending;
    expect(run.idleMs).toBe(0);
    vi.advanceTimersByTime(50_000);
    expect(run.idleMs).toBe(50_000);
  });
  expect(killed).toEqual([]);
  await run.close('over');
});

const loss = [{ message: 'Worker exited unexpectedly', isExplained: false, isLoss: true }];

test('a test process that ends behind its last scenario is told, since hooks behind it did not run', async () => {
  const { run, all } = await benchOf();
  const problems = await all(async (token) => void (await run.end(token, [])), loss);
  expect(problems).toEqual([expect.stringContaining('ended while no scenario ran')]);
  await run.close('over');
});

test('a test process that ends in a scenario is told by that scenario alone', async () => {
  const { run, all } = await benchOf();
  const dies = async (): Promise<'lost'> => {
    await run.workerLost('the test process died');
    return 'lost';
  };
  expect(await all(dies, loss)).toEqual([]);
  await run.close('over');
});
