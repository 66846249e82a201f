import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';

/**
 * How long a test may wait on this host, in milliseconds, for what takes at most `ms` on an idle one of reference speed. It follows what the run measured
 * when it began, and the load of this moment: a host becomes busy in the middle of a run.
 */
export const hostLimit = (ms: number): number => Math.round(ms * Math.max(Number(process.env.HIL_TEST_PACE ?? 1), loadPace()));

/** Measures how many times slower than the reference this host is, load included, from 1 to 20, and keeps it for this run's processes. */
export const measureHostPace = (): number => {
  const pace = bounded(Math.max(loopMs() / referenceLoopMs, loadPace()));
  process.env.HIL_TEST_PACE = String(pace);
  return pace;
};

// Of the loop below in Node 20 on one core of a 2.5 GHz server, with nothing beside it.
const referenceLoopMs = 25;

/** The best of three, since the first one compiles it and any one may be pushed aside. */
const loopMs = (): number => Math.min(...Array.from({ length: 3 }, oneLoopMs));

const oneLoopMs = (): number => {
  const begin = performance.now();
  let state = 1;
  for (let turn = 0; turn < 20_000_000; turn++) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
  // The result is used, or the loop could be left out.
  return performance.now() - begin + (state === 0 ? 1 : 0);
};

/** Processes that want a core, for each core there is. What a test starts adds to it, hence one is the least. */
const loadPace = (): number => bounded(1 + loadavg()[0]! / availableParallelism());

const bounded = (pace: number): number => Math.min(20, Math.max(1, pace));
