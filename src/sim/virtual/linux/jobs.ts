import { constants } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { newFile } from './file-tree.ts';
import type { RunningLinux } from './running-linux.ts';

/** Of the shell that runs a script, as `$$` says it. */
export const shellPid = 612;

/** `command &`: a shell of its own, with a number among the processes of its Linux. */
export class Job {
  readonly pid: number;
  readonly uid: number;
  readonly text: string;
  /** Aborts when a signal ends it. */
  readonly stop = new AbortController();
  /** Resolves with its exit status. */
  done: Promise<number> = Promise.resolve(0);
  isRunning = true;
  #signal = 0;
  constructor(pid: number, uid: number, text: string) {
    this.pid = pid;
    this.uid = uid;
    this.text = text;
  }

  /** As the process table calls it: the program, or the shell that runs more than one command. */
  get program(): string {
    const [, name] = /^(?:\w+=\S*\s+)*([\w./-]+)(?:\s+[^;|&(){}]*)?$/.exec(this.text.trim()) ?? [];
    return name === undefined ? 'sh' : name.slice(name.lastIndexOf('/') + 1);
  }

  end(signal: number): void {
    this.#signal = signal;
    this.stop.abort();
  }

  /** sh(1): 128 and the number of the signal for a command that one has ended. */
  statusOf(exitCode: number): number {
    return this.#signal > 0 ? 128 + this.#signal : exitCode;
  }
}

/** What one shell has started, in the order of `%1`, `%2`, … */
export class ShellJobs {
  readonly children: Job[] = [];
  /** What may still print, and so holds the streams of the session open. */
  readonly held = new Set<Promise<unknown>>();
  /** The functions of its scripts: a job has them as well. */
  readonly functions = new Set<string>();
  readonly #isJob: boolean;
  #turns = 0;
  constructor(isJob = false) {
    this.#isJob = isJob;
  }

  /** Gives the rest of the process a turn now and then: a loop without a pause would keep it from everything. One in the background, which loads a CPU, has the others go before. */
  async turn(): Promise<void> {
    this.#turns++;
    if (this.#isJob && this.#turns > 1000) await setTimeout(1);
    else if (this.#turns % 64 === 0) await setImmediate();
  }

  /** By `%n`, `%%`, `%+` or process id. */
  find(word: string): Job | undefined {
    if (/^%[%+]?$/.test(word)) return this.children.at(-1);
    return word.startsWith('%') ? this.children[Number(word.slice(1)) - 1] : this.children.find(({ pid }) => String(pid) === word);
  }
}

const tables = new WeakMap<RunningLinux, Map<number, Job>>();
const firstPid = 700;

/** The jobs of a Linux that run, by their process id. */
export const jobsOf = (linux: RunningLinux): ReadonlyMap<number, Job> => tableOf(linux);

const tableOf = (linux: RunningLinux): Map<number, Job> => {
  const table = tables.get(linux) ?? new Map<number, Job>();
  tables.set(linux, table);
  return table;
};

let started = 0;

/** A job with a number of its own; `run` is what it does. */
export const addJob = (linux: RunningLinux, uid: number, text: string, run: (job: Job) => Promise<number>): Job => {
  const job = new Job(firstPid + (started++ % 30_000), uid, text);
  const table = tableOf(linux);
  table.set(job.pid, job);
  showProcess(linux, job.pid, job.program, job.text);
  job.done = run(job).then((exitCode) => {
    job.isRunning = false;
    table.delete(job.pid);
    hideProcess(linux, job.pid);
    return job.statusOf(exitCode);
  });
  return job;
};

/** Its folder in /proc, as far as tests look there for whether it runs, and what it is. */
export const showProcess = ({ tree }: Pick<RunningLinux, 'tree'>, pid: number, program: string, text: string): void => {
  const files = {
    comm: `${program}\n`,
    cmdline: `${text.split(/\s+/).join('\0')}\0`,
    status: `Name:\t${program}\nState:\tS (sleeping)\nPid:\t${pid}\n`,
  };
  for (const [name, content] of Object.entries(files)) tree.put(`/proc/${pid}/${name}`, newFile(Buffer.from(content), 0o444));
};

const hideProcess = ({ tree }: RunningLinux, pid: number): void => {
  const proc = tree.get('/proc');
  if (proc?.kind === 'folder') proc.entries.delete(String(pid));
};

/** `TERM`, `SIGTERM` or `15` as a number; undefined for what is no signal. 0 asks whether the process is there. */
export const signalNumber = (word: string): number | undefined => {
  if (/^\d+$/.test(word)) return Number(word) < 65 ? Number(word) : undefined;
  const name = word.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  return (constants.signals as Readonly<Record<string, number>>)[name];
};

const harmless = new Set(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH'].map((name) => signalNumber(name)!));
const stopping = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGCONT'].map((name) => signalNumber(name)!));

/** What a signal does to a job, by signal(7) where the job takes care of none. */
export const strikeJob = (linux: RunningLinux, job: Job, signal: number): void => {
  if (signal === 0) return;
  const isCaught = /\btrap\b/.test(job.text) && signal !== constants.signals.SIGKILL;
  if (stopping.has(signal) || isCaught) linux.limits.command('linux', `kill -${signal} of ${isCaught ? 'a job with a trap' : 'a job'}`);
  else if (!harmless.has(signal)) job.end(signal);
};
