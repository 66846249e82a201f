import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BoardRun } from './board-run.ts';
import { everyRound, runAll } from './run-loop.ts';
import type { SuiteHost } from './suite-host.ts';
import { fakeBoard } from './testing/fake-board.ts';

test('what came before the first test process, such as a slow first boot, is no idleness of a suite', async () => {
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
    emit: () => {},
    onEnded: () => {},
    onStuck: () => {},
  });
  const killed: number[] = [];
  const host: Pick<SuiteHost, 'run' | 'killWorker'> = {
    killWorker: () => void killed.push(run.idleMs),
    run: async () => {
      const begun = await run.begin('/s.ts', 'a');
      if (begun.kind !== 'ready') throw new Error(`it was to begin, and it is ${begun.kind}`);
      expect(await run.end(begun.token, [])).toEqual({});
      expect(await run.settle(begun.token, [])).toEqual({ kind: 'over' });
      return [];
    },
  };

  // The health check of a board that boots for the first time.
  vi.advanceTimersByTime(10 * 60_000);
  expect(await runAll(run, host as SuiteHost, everyRound(1), new AbortController().signal)).toEqual([]);
  expect(killed).toEqual([]);
  await run.close('over');
});
