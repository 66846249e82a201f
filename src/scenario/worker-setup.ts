import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';
import { watchConsoleAssert } from './console-assert.ts';
import { watchLeftBehind } from './left-behind.ts';
import { matchers } from './matchers.ts';
import { endSignal, exitAsIfDone, watchOtherTests } from './other-tests.ts';
import { claimUnhandled } from './unhandled.ts';
import { watchAssertions } from './watch-assertions.ts';

// A suite in an endless loop never hears that its parent is gone, so a thread looks: a process without its parent must not touch a board.
const orphanWatch = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 250);
`;

// Of a timer in Node.
const longest = 2 ** 31 - 1;

const key = Symbol.for('verdin-hil.worker');
const shared = globalThis as { [key]?: true };

if (!shared[key]) {
  shared[key] = true;
  claimUnhandled();
  watchOtherTests();
  watchAssertions();
  watchLeftBehind();
  process.on(endSignal, exitAsIfDone);
  // Without work it would end by itself, and a signal that comes meanwhile would kill it.
  setInterval(() => {}, longest);
  new Worker(orphanWatch, { eval: true, execArgv: [] }).unref();
}

watchConsoleAssert();
expect.extend(matchers);
