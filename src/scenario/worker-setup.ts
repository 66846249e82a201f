import { Worker } from 'node:worker_threads';
import { beforeEach, expect } from 'vitest';
import { matchers } from './matchers.ts';

// A suite in an endless loop never hears that its parent is gone, so a thread looks: a process without its parent must not touch a board.
const orphanWatch = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 250);
`;

const key = Symbol.for('verdin-hil.worker');
const shared = globalThis as { [key]?: true };

if (!shared[key]) {
  shared[key] = true;
  new Worker(orphanWatch, { eval: true, execArgv: [] }).unref();
}

expect.extend(matchers);

// Vitest keeps what an attempt before this one held against the test, soft expectations among it, and would count it against this one too.
beforeEach(({ task }) => void task.result?.errors?.splice(0));
