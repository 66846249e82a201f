#!/usr/bin/env node
import { closeSync, existsSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

// As src/core/node-flags.ts has it for what a run starts, and says why: this process may be a virtual board itself.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');

// Nothing but Node itself is loaded before this file can answer for it: whatever fails without a judgement is the lab's or the runner's.
const lab = 2;
const usage = 3;
const interrupted = 130;
let judged;
let describe = (error) => `hil: it cannot start: ${String(error?.message ?? error).split('\n')[0]}\n  -> ${remedyFor(error)}`;

const remedies = [
  [/heap of Node/, 'leave --max-old-space-size out of NODE_OPTIONS, or raise it'],
  [/EMFILE|ENFILE/, 'allow it more open files: ulimit -n 1024'],
  [/ENOMEM|out of memory|allocation failed|ERR_WORKER/i, 'give it more memory: a run takes some 300 MB and as much for each board'],
  [/ENOSPC|EDQUOT/, 'make room on the disk, or set TMPDIR to a folder with room'],
  [
    /EROFS|EACCES|EPERM|ENOTDIR|ENOENT/,
    'set TMPDIR to a folder that can be written to, and see whether its own files are complete: npm ci',
  ],
];

const remedyFor = (error) => {
  const text = [error?.code, error?.message, error?.cause?.code, error?.cause?.message].join(' ');
  return remedies.find(([pattern]) => pattern.test(text))?.[1] ?? 'see whether its own files are complete: npm ci';
};

let isSaid = false;
const say = (text, remedy) => {
  isSaid = true;
  try {
    process.stderr.write(remedy === undefined ? `${text}\n` : `${text}\n  -> ${remedy}\n`);
  } catch {
    // Nobody is there to read it.
  }
};
const failed = (error) => {
  say(describe(error));
  process.exit(lab);
};

process.exitCode = lab;
const reallyExit = process.reallyExit.bind(process);
const terminals = [0, 1, 2].filter((fd) => isatty(fd));
// Node puts back at its exit how terminals were set, and aborts where one of them is closed by then (EIO): the exit code would be that of the abort.
const exitNow = (code) => {
  for (const fd of terminals) {
    if (isatty(fd)) continue;
    try {
      closeSync(fd);
      // The lowest number that is free is the one that was closed.
      openSync('/dev/null', 'r+');
    } catch {
      // It was closed already.
    }
  }
  reallyExit(code);
};
const sayWhyUnjudged = (code) => {
  const file = globalThis[Symbol.for('verdin-hil.loading')];
  if (file !== undefined && code === 0) {
    say(`hil: ${file} ends the process while it is loaded`, 'let it do no more than export what defineLab gives');
    return usage;
  }
  // A thread of Node's own that finds no memory ends without a word, and what waits for it is never called.
  if (file === undefined) say(describe(new Error('a part of Node was not there: out of memory, perhaps')));
  else
    say(
      `hil: ${file} was never loaded to its end`,
      'look in it for an await of what never comes and for process.exit(); else give more memory',
    );
  return lab;
};
// This listener is the first, and calls the others itself: what a lab file leaves here may neither change the exit code nor end the process before all are through.
const atExit = (code) => {
  const isJudged = code === judged || code === interrupted;
  const final = isJudged ? code : isSaid || judged !== undefined ? lab : sayWhyUnjudged(code);
  process.exit = () => {};
  for (const listener of process.listeners('exit')) {
    if (listener === atExit) continue;
    try {
      listener.call(process, final);
    } catch {
      // The judgement stands.
    }
  }
  exitNow(final);
};
process.on('exit', atExit);
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, failed);

// With too few of them a thread of Node's own waits for ever.
const requireFiles = (count) => {
  const files = [];
  try {
    while (files.length < count) files.push(openSync('/dev/null'));
  } finally {
    for (const file of files) closeSync(file);
  }
};

// A heap that is full ends the process by SIGABRT, in the middle of a run and without reports.
const requireHeap = (megabytes) => {
  const limit = Math.floor(getHeapStatistics().heap_size_limit / 1024 ** 2);
  if (limit < megabytes) throw new Error(`the heap of Node is limited to ${limit} MB, and ${megabytes} MB are the least`);
};

const fromSource = async (url) => (await import('./source.js')).loadSource(url);

const compiled = async () => {
  await import('./own-name.js');
  return import('../dist/cli/main.js');
};

// What compiles our code keeps it there, and where no folder can be made it may try for ever.
const requireTemporaryFolder = () => {
  try {
    rmdirSync(mkdtempSync(join(tmpdir(), 'hil-start-')));
  } catch (cause) {
    throw new Error(`nothing can be written to the temporary folder ${tmpdir()}: ${cause.code}`, { cause });
  }
};

// A lab file, a driver or a report of the lab may leave a timer or a socket open, and a CI would wait for this process for ever. What was said is out first.
const leftOpenMs = 3000;
const endWithWhatIsOpen = () => {
  const look = () => {
    if ([process.stdout, process.stderr].some((stream) => stream.writableLength > 0)) endWithWhatIsOpen();
    else process.exit(judged);
  };
  setTimeout(look, leftOpenMs).unref();
};

// The shell of bin/hil waits for a run, so that it can tell how it ended. Whoever kills that shell means the run.
const endWithShell = () => {
  const shell = Number(process.env.HIL_SHELL);
  delete process.env.HIL_SHELL;
  if (process.ppid !== shell) return;
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGKILL');
  }, 500).unref();
};

try {
  endWithShell();
  requireHeap(128);
  requireFiles(64);
  requireTemporaryFolder();
  // A checkout has sources, which need no build; the installed package has them compiled.
  const source = new URL('../src/cli/main.ts', import.meta.url);
  const { errorText, main } = await (existsSync(source) ? fromSource(source.href) : compiled());
  describe = errorText;
  judged = await main(process.argv.slice(2));
  process.exitCode = judged;
  endWithWhatIsOpen();
} catch (error) {
  failed(error);
}
