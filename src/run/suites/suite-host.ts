import type { ChildProcess } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createVitest, type TestModule, type TestSpecification, type Vitest } from 'vitest/node';
import type { BoardContext } from '../../core/board.ts';
import { ConfigError } from '../../core/errors.ts';
import { nodeFlags, savesMemory } from '../../core/node-flags.ts';
import { ownModule } from '../../core/own-module.ts';
import { boardClock } from '../../core/time.ts';
import { placeName } from '../../scenario/place-name.ts';
import { workerSocket } from '../scratch.ts';
import type { CollectedScenario } from './collected.ts';
import { descriptionsOf } from './collected.ts';
import { detachedForks, exitWithinMs, isAlive } from './detached-forks.ts';
import { hostTrouble, loadedTooLate } from './load-error.ts';
import { mayMeetOthers, ownVitestPlugin } from './own-vitest.ts';
import { selectSuites } from './suite-files.ts';
import { exitProblems, isChannelGone, type SuiteProblem, suiteProblem } from './suite-problem.ts';

const own = (path: string): string => ownModule(path, import.meta.url).file;

const ownNames = new URL('../../../bin/suite-name.js', import.meta.url).href;

export interface SuiteHostOptions {
  /** Folder of the lab file. */
  readonly root: string;
  /** Globs, absolute or below it. */
  readonly suites: readonly string[];
  readonly patterns: readonly string[];
  /** A folder for sockets and caches that goes away with the run. */
  readonly scratch: string;
  readonly onWorker: (pid: number) => void;
  readonly log: BoardContext['log'];
}

// A suite file that loads longer than this, in host time, is in an endless loop.
const collectWithinMs = 60_000;
const closeWithinMs = 2000;

/** Vitest for one board: one instance, one test process at a time, files one after another in it. */
export class SuiteHost implements AsyncDisposable {
  readonly socketPath: string;
  readonly #options: SuiteHostOptions;
  #vitest!: Vitest;
  #worker: ChildProcess | undefined;
  #specifications: readonly TestSpecification[] = [];
  #collected: readonly CollectedScenario[] = [];
  private constructor(options: SuiteHostOptions) {
    this.#options = options;
    this.socketPath = workerSocket(options.scratch);
  }

  static async open(options: SuiteHostOptions): Promise<SuiteHost> {
    requirePath(options.root);
    const host = new SuiteHost(options);
    host.#vitest = await withTemporaryFolder(options.scratch, () => withoutSignalListeners(() => host.#create()));
    return host;
  }

  /** What is in the suites, without running any of it. Throws ConfigError for suites that cannot be loaded. */
  async collect(): Promise<readonly CollectedScenario[]> {
    const { root, patterns } = this.#options;
    const all = await this.#vitest.globTestSpecifications();
    const byFile = new Map(all.map((specification) => [specification.moduleId, specification]));
    this.#specifications = selectSuites([...byFile.keys()], patterns, root).map((file) => byFile.get(file)!);
    let late: ConfigError | undefined;
    const collected = new AbortController();
    const tooLate = (): void => {
      late = loadedTooLate(this.#vitest.state.getFiles(), collectWithinMs, root);
      this.killWorker();
    };
    boardClock()
      .sleep(collectWithinMs, collected.signal)
      .then(tooLate, () => {});
    // Later there is another test process, which has all the time it needs.
    const { testModules, unhandledErrors } = await this.#vitest.collectTests([...this.#specifications]).finally(() => collected.abort());
    if (late) throw late;
    const thrown = [...unhandledErrors, ...testModules.flatMap((module) => module.errors())];
    const trouble = hostTrouble(thrown);
    if (trouble) throw trouble;
    const modules = new Map(testModules.map((module) => [module.moduleId, module]));
    const inOrder = this.#specifications.map(({ moduleId }) => modules.get(moduleId)).filter((module) => module !== undefined);
    this.#collected = descriptionsOf(
      inOrder as TestModule[],
      [...unhandledErrors, ...(thrown.length > 0 ? [] : await this.#exitProblems())],
      root,
    );
    return this.#collected;
  }

  /** Only these of the collected ones are there for `run`. */
  choose(scenarios: readonly CollectedScenario[]): void {
    const chosen = new Set(scenarios);
    this.#vitest.provide('hilLeftOut', this.#collected.filter((scenario) => !chosen.has(scenario)).map(placeOf));
  }

  /** Runs the files of these scenarios in a fresh test process, in this order, until they are through or it dies. Resolves with what went wrong outside of scenarios. */
  async run(scenarios: readonly CollectedScenario[]): Promise<readonly SuiteProblem[]> {
    const files = new Set(scenarios.map(({ description }) => description.file));
    const byFile = new Map(this.#specifications.map((specification) => [specification.moduleId, specification]));
    const chosen = [...files].map((file) => byFile.get(file)!);
    this.#vitest.provide('hilOrder', scenarios.map(placeOf));
    const problems = await this.#vitest.runTestSpecifications(chosen, false).then(
      ({ testModules, unhandledErrors }) => [...unhandledErrors, ...testModules.flatMap((module) => module.errors())].map(suiteProblem),
      // It writes to the test process, which may be gone at any time.
      (cause: NodeJS.ErrnoException) => [{ ...suiteProblem(cause), ...(isChannelGone(cause.code) ? { isLoss: true } : {}) }],
    );
    this.#vitest.state.clearErrors();
    return problems.some(({ isExplained }) => !isExplained) ? problems : [...problems, ...(await this.#exitProblems())];
  }

  /** Kills the test process and waits until it is gone. */
  async end(): Promise<void> {
    const worker = this.#worker;
    if (!worker || !isAlive(worker)) return;
    const gone = once(worker, 'exit');
    this.killWorker();
    await Promise.race([gone, boardClock().sleep(closeWithinMs)]);
  }

  /** What a test process has to say that ended behind its last file. */
  async #exitProblems(): Promise<readonly SuiteProblem[]> {
    const worker = this.#worker;
    if (!worker) return [];
    if (isAlive(worker)) await Promise.race([once(worker, 'exit'), boardClock().sleep(exitWithinMs + closeWithinMs)]);
    return exitProblems(worker);
  }

  killWorker(): void {
    const worker = this.#worker;
    if (worker?.pid === undefined || !isAlive(worker)) return;
    try {
      process.kill(-worker.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.#vitest.close();
    // A test process that does not stop would be waited for for a minute.
    await Promise.race([closing, boardClock().sleep(closeWithinMs)]);
    await this.end();
  }

  #create(): Promise<Vitest> {
    const { root, suites, scratch, log } = this.#options;
    const output = lines((line) => log('info', `suite: ${line}`, line));
    return createVitest(
      'test',
      {
        root,
        config: false,
        watch: false,
        cache: false,
        include: [...suites],
        // The suites of this package lie below node_modules.
        exclude: [],
        reporters: [{ onUserConsoleLog: ({ content }) => log('info', `suite: ${content.trimEnd()}`, content.trimEnd()) }],
        pool: detachedForks((worker) => {
          this.#worker = worker;
          if (worker.pid !== undefined) this.#options.onWorker(worker.pid);
        }),
        // A second thread for each module that is resolved, which takes 14 MB.
        execArgv: [...nodeFlags({ savesMemory: savesMemory() }), ...(mayMeetOthers(root) ? ['--import', ownNames] : [])],
        isolate: false,
        fileParallelism: false,
        maxWorkers: 1,
        sequence: { sequencer: AsGiven },
        setupFiles: [own('../../scenario/worker-setup')],
        runner: own('../../scenario/suite-runner'),
        testTimeout: 0,
        hookTimeout: 600_000,
        passWithNoTests: true,
        // By what vitest says of it is told where it stands; that it says no by itself in a CI would leave a run without a word of it.
        allowOnly: false,
        includeTaskLocation: true,
        // What a run writes down itself it cannot be held against; UPDATE_SNAPSHOT is overruled by this, too.
        update: 'none',
        provide: { hilSocket: this.socketPath },
        attachmentsDir: join(scratch, 'attachments'),
        server: { deps: { inline: [/\/verdin-hil\/(src|suites)\//] } },
      },
      // A suite holds no hardware, so it gets no drivers either: only what it may use, which also loads in half the time.
      {
        cacheDir: join(scratch, 'vite'),
        plugins: [ownVitestPlugin()],
        resolve: { alias: { '#lab': own('../../scenario/index'), 'verdin-hil': own('../../scenario/index') } },
      },
      { stdout: output, stderr: output },
    );
  }
}

// Vite takes both for the end of a module's path.
const requirePath = (root: string): void => {
  const [sign] = /[#?]/.exec(root) ?? [];
  if (sign === undefined) return;
  throw new ConfigError(`suites cannot be loaded from ${root}: there is a '${sign}' in the path of the lab`, {
    remedy: `give the folder a name without '${sign}'`,
  });
};

const placeOf = ({ description }: CollectedScenario): string => placeName(description.file, description.name);

/** Vitest sorts by what it remembers of durations; we say the order. */
class AsGiven {
  async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications;
  }
  async shard(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications;
  }
}

// Vitest's own listeners end the process one millisecond after a signal or an unhandled rejection, before anything could be put in order.
const withoutSignalListeners = async <T>(create: () => Promise<T>): Promise<T> => {
  const emitter: EventEmitter = process;
  const signals = ['SIGINT', 'SIGTERM', 'unhandledRejection'];
  const before = new Map(signals.map((signal) => [signal, new Set(emitter.listeners(signal))]));
  const created = await create();
  for (const signal of signals) {
    for (const listener of emitter.listeners(signal)) if (!before.get(signal)!.has(listener)) emitter.off(signal, listener as () => void);
  }
  return created;
};

// Vitest keeps compiled modules in a folder of its own below the temporary one, and a killed process would leave it there.
const withTemporaryFolder = async <T>(dir: string, create: () => Promise<T>): Promise<T> => {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = dir;
  try {
    return await create();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
};

const lines = (onLine: (line: string) => void): Writable =>
  new Writable({
    write: (chunk: Buffer, _, done) => {
      for (const line of chunk.toString().split('\n')) if (line.trim() !== '') onLine(line);
      done();
    },
  });
