import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/hil.js', import.meta.url));
const installed = fileURLToPath(new URL('../bin/hil', import.meta.url));
const programs = { hil: [installed], 'npm start': ['npm', 'start', '--'] };
const mark = 'HIL_KILL_CASE';

export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

export interface HilRunOptions {
  readonly cwd: string;
  readonly mark: string;
  readonly env: NodeJS.ProcessEnv;
  /** With its shell around it, and in a process group of its own: as it is installed, or by `npm start` in a folder with our scripts. */
  readonly by?: 'hil' | 'npm start';
}

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** One `hil …` as a user starts it, with a mark in its environment by which everything that it starts is known. */
export class HilRun {
  readonly child: ChildProcess;
  readonly ended: Promise<RunEnd>;
  static readonly #started = new Set<HilRun>();
  readonly #mark: string;
  #text = '';
  constructor(args: readonly string[], options: HilRunOptions) {
    this.#mark = options.mark;
    HilRun.#started.add(this);
    const [program, ...words] = options.by ? programs[options.by] : [process.execPath, bin];
    this.child = spawn(program!, [...words, ...args], {
      cwd: options.cwd,
      env: { ...userEnvironment(), ...options.env, [mark]: options.mark },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.by !== undefined,
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
      });
    }
    // 'exit', not 'close': a process that leaks holds the pipes open.
    this.ended = once(this.child, 'exit').then(([code, signal]) => ({ code, signal, text: this.#text }) as RunEnd);
  }

  get text(): string {
    return this.#text;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Who lives with this run's mark, the supervisor among them. */
  family(): MarkedProcess[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => processOf(name, `${mark}=${this.#mark}`));
  }

  /** Everything that was started goes, for when the matrix itself is ended. */
  static clearAll(): void {
    for (const run of HilRun.#started) run.clear();
  }

  /** What this run left alive goes, so that no case disturbs the next. */
  clear(): void {
    HilRun.#started.delete(this);
    for (const { pid } of this.family()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
  }
}

const processOf = (name: string, marked: string): MarkedProcess[] => {
  try {
    if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(marked)) return [];
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // A process that has ended keeps its entry for a moment, without a command.
    return command === '' ? [] : [{ pid: Number(name), command }];
  } catch {
    return [];
  }
};

// What a test runner sets would make the run believe that it is a test.
const userEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|NODE_OPTIONS|DEV|PROD|SSR|MODE|BASE_URL)/.test(name)),
  );
