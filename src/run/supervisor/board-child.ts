import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { BoardContext } from '../../core/board.ts';
import { childEnvironment } from '../../core/child-environment.ts';
import type { ErrorReport } from '../../core/errors.ts';
import type { LabEvent } from '../../core/event.ts';
import { nodeFlags } from '../../core/node-flags.ts';
import { ownModule } from '../../core/own-module.ts';
import { runTerminal } from '../../core/run-terminal.ts';
import { boardClock } from '../../core/time.ts';
import { fromWire } from '../../scenario/wire.ts';
import type { Answers, BoardAssignment, FromBoard, Question, ToBoard } from '../board-messages.ts';
import { deferred } from '../deferred.ts';
import { InterruptedError } from '../errors.ts';
import type { FromHandover, ToHandover } from '../handover.ts';
import type { LeaseTicket } from '../lease/lease.ts';
import { boardProcessMarkName, runMarkName } from '../run-mark.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { SpinWatch, spinText } from './spin-watch.ts';

const [program, ...args] = ownModule('../board-process/board-process', import.meta.url).command;

export interface BoardChildOptions {
  readonly assignment: BoardAssignment;
  /** Many boards live beside it. */
  readonly savesMemory: boolean;
  readonly onEvent: (event: LabEvent) => void;
  /** What its pool answers it. */
  readonly onQuestion: (question: Question) => Promise<Answers[keyof Answers]>;
  /** It runs nothing more. */
  readonly onOut: (why: ErrorReport) => void;
  /** It waits for a person, or speaks to one. */
  readonly onHandover: (message: FromHandover, tell: (message: ToHandover) => void) => void;
  readonly log: BoardContext['log'];
}

export interface BoardEnd {
  /** False: it died, and nobody has put the board in order. */
  readonly orderly: boolean;
  readonly problems: readonly string[];
  /** How it died. */
  readonly how: string;
  /** Code of the lab has kept it from its end. */
  readonly isLabs?: boolean;
  /** Why it never had a process. */
  readonly notStarted?: string;
}

// How long a board process may take once it was told to stop now, in host time.
const stopNowWithinMs = 8000;
// How long suites may go on loading once somebody wants the run to end: before they are loaded no board is touched.
const loadOnMs = 3000;

// What V8 says before it aborts.
const usedUp = /JavaScript heap out of memory|FATAL ERROR: .*Allocation failed/;

/** What the supervisor has to do with, be its process there or yet to come. */
export type RunChild = Pick<
  BoardChild,
  'name' | 'pid' | 'collected' | 'ended' | 'running' | 'unannounced' | 'go' | 'leaseLost' | 'stop' | 'stopNow' | 'kill'
> & { readonly unfinished: ReadonlySet<string> };

/** The supervisor's view of one board process. */
export class BoardChild {
  readonly name: string;
  /** Scenarios without a result, in order, as far as they were announced. */
  readonly unfinished = new Set<string>();
  running: string | undefined;
  /** Scenarios that no event of its journal tells of, although they are known. */
  readonly unannounced: readonly CollectedScenario[] = [];
  /** Its scenarios are in its journal. */
  hasAnnounced = false;
  /** Settles when the suites are loaded, with the scenarios in the order to run. Rejects with ConfigError when they or the lab file are wrong. */
  readonly collected: Promise<readonly CollectedScenario[]>;
  /** Settles when the process and all it started are gone. */
  readonly ended: Promise<BoardEnd>;
  readonly #options: BoardChildOptions;
  readonly #process: ChildProcess;
  readonly #collected = deferred<readonly CollectedScenario[]>();
  readonly #groups = new Set<number>();
  #problems: readonly string[] | undefined;
  readonly #spinning: SpinWatch;
  #hasUsedUpMemory = false;
  constructor(options: BoardChildOptions) {
    this.#options = options;
    this.name = options.assignment.board;
    this.collected = this.#collected.promise;
    this.#process = fork(program, args, {
      execArgv: nodeFlags({ savesMemory: options.savesMemory, youngMegabytes: 2 }),
      serialization: 'advanced',
      env: childEnvironment({
        [runMarkName]: options.assignment.runMark,
        [boardProcessMarkName]: options.assignment.board,
        ...runTerminal(),
      }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A session of its own: a Ctrl-C at the terminal must not end it in the middle of a write to the board.
      detached: true,
    });
    if (this.#process.pid !== undefined) this.#groups.add(this.#process.pid);
    this.#process.on('message', (message: FromBoard) => this.#take(message));
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (usedUp.test(line)) this.#hasUsedUpMemory = true;
        options.log('warn', `${this.name}: ${line}`);
      });
    }
    this.#spinning = new SpinWatch({ pid: this.#process.pid, ask: () => this.#tell({ type: 'ping' }), onSpin: () => this.kill() });
    this.collected.catch(() => {});
    this.ended = this.#untilEnded();
    this.#tell({ type: 'assign', assignment: options.assignment });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  go(lease?: LeaseTicket): void {
    this.#tell({ type: 'go', lease });
  }

  /** The board is another's: it must not be touched again, and what does not end by itself is killed. */
  leaseLost(holder: string): void {
    this.#tell({ type: 'lost', holder });
    void this.stopNow();
  }

  stop(reason: string): void {
    this.#spinning.answerSoon();
    this.#tell({ type: 'stop', reason });
    void this.#endLoading(reason);
  }

  /** Gives it a last chance, then kills it. */
  async stopNow(): Promise<void> {
    this.#spinning.answerSoon();
    this.#tell({ type: 'stop-now' });
    const gone = new AbortController();
    void this.ended.then(() => gone.abort());
    await boardClock()
      .sleep(stopNowWithinMs, gone.signal)
      .then(
        () => this.kill(),
        () => {},
      );
  }

  /** At once, with every process it started. */
  kill(): void {
    for (const group of this.#groups) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // Nobody of it is left.
      }
    }
  }

  async #endLoading(reason: string): Promise<void> {
    const loaded = new AbortController();
    void this.collected.catch(() => {}).then(() => loaded.abort());
    await boardClock()
      .sleep(loadOnMs, loaded.signal)
      .then(
        () => {
          this.#collected.reject(new InterruptedError(`${reason} while the suites were loaded; no board was touched`));
          this.kill();
        },
        () => {},
      );
  }

  #tell(message: ToBoard): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  #take(message: FromBoard): void {
    this.#spinning.heard();
    if (message.type === 'pong') return;
    if (message.type === 'collected') this.#collected.resolve(message.scenarios);
    else if (message.type === 'refused') this.#collected.reject(fromWire(message.error));
    else if (message.type === 'worker') this.#groups.add(message.pid);
    else if (message.type === 'log') this.#options.log(message.level, `${this.name}: ${message.message}`, message.said);
    else if (message.type === 'question') void this.#answer(message.number, message.question);
    else if (message.type === 'handover')
      this.#options.onHandover(message.message, (answer) => this.#tell({ type: 'person', message: answer }));
    else if (message.type === 'out') this.#options.onOut(message.error);
    else if (message.type === 'done') this.#problems = message.problems;
    else this.#takeEvent(message.event);
  }

  async #answer(number: number, question: Question): Promise<void> {
    this.#tell({ type: 'answer', number, answer: await this.#options.onQuestion(question) });
  }

  #takeEvent(event: LabEvent): void {
    if (event.type === 'scenario.collected') {
      this.hasAnnounced = true;
      this.unfinished.add(event.scenario.id);
    }
    if (event.type === 'scenario.started') this.running = event.scenario;
    if (event.type === 'scenario.finished') {
      this.unfinished.delete(event.scenario);
      this.running = undefined;
    }
    this.#options.onEvent(event);
  }

  async #untilEnded(): Promise<BoardEnd> {
    const [code, signal] = (await once(this.#process, 'close')) as [number | null, string | null];
    this.kill();
    this.#spinning[Symbol.dispose]();
    const end = signal ? `was ended by ${signal}` : `ended with exit status ${code}`;
    const how = `${end}${this.#why()}`;
    this.#collected.reject(new Error(`the process of ${this.name} ${how} before the suites were loaded`));
    return { orderly: this.#problems !== undefined, problems: this.#problems ?? [], how, isLabs: this.#spinning.hasSpun };
  }

  #why(): string {
    if (this.#hasUsedUpMemory) return ', since it had used up its memory';
    return this.#spinning.hasSpun ? `, since ${spinText}` : '';
  }
}
