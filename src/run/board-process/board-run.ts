import type { Board } from '../../core/board.ts';
import { type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { IncidentKind } from '../../core/incident.ts';
import type { Retries, Verdict } from '../../core/scenario.ts';
import type { Answer, Begun, BodyEnd, Ended, RunnerCalls, WireError } from '../../scenario/wire.ts';
import type { Soak } from '../board-messages.ts';
import { HealthRecheck } from '../recovery/health-recheck.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { resultOfError, whyLeftOut } from '../verdict/not-run.ts';
import { listenToBoard } from './board-listening.ts';
import { BoardResults } from './board-results.ts';
import { Claims } from './claims.ts';
import type { Handover } from './handover.ts';
import { HookFailures } from './hook-failures.ts';
import { IncidentOwners } from './incident-owners.ts';
import type { PoolClient } from './pool-client.ts';
import type { RunTurn } from './run-turn.ts';
import { RunningScenario } from './running-scenario.ts';
import type { ScenarioSession } from './scenario-session.ts';
import { ScenarioTurn } from './scenario-turn.ts';
import { whyToStop } from './why-to-stop.ts';

export interface BoardRunOptions {
  readonly board: Board;
  readonly scenarios: readonly CollectedScenario[];
  readonly repeat: number;
  readonly soak?: Soak | undefined;
  /** Stop after so many that failed or ended in error; 0: never. */
  readonly bail: number;
  readonly retries: Retries;
  readonly handover: Handover;
  /** The boards that it shares the scenarios with. */
  readonly pool?: Pick<PoolClient, 'claim' | 'leave'> | undefined;
  /** Asked again after trouble with the lab: why nothing more should run here. */
  readonly checkHealth?: () => Promise<ErrorReport | undefined>;
  readonly emit: (event: EventBody) => void;
  readonly onEnded: (token: string, why: WireError) => void;
  /** The test process does not react: it must go. */
  readonly onStuck: () => void;
}

/** All scenarios of one run on one board, one at a time, each with exactly one result. */
export class BoardRun implements RunnerCalls {
  readonly #options: BoardRunOptions;
  readonly #claims: Claims;
  readonly #results: BoardResults;
  readonly #turn: ScenarioTurn;
  readonly #hooks: HookFailures;
  readonly owners: IncidentOwners;
  readonly #recheck: HealthRecheck;
  readonly running: RunningScenario;
  readonly #stopListening: () => void;
  #stopped: string | undefined;
  constructor(options: BoardRunOptions) {
    this.#options = options;
    const { board, emit, handover, pool, repeat, retries, scenarios } = options;
    this.#claims = new Claims(pool, emit);
    this.#results = new BoardResults({ retries, emit, onChange: () => this.#bail() });
    this.#turn = new ScenarioTurn({
      scenarios,
      repeat,
      claims: this.#claims,
      results: this.#results,
      isStopped: () => this.isStopped,
    });
    this.#hooks = new HookFailures({ turn: this.#turn, results: this.#results, emit });
    this.#recheck = new HealthRecheck(options.checkHealth);
    if (!pool) for (const scenario of this.#turn.everyRound()) emit({ type: 'scenario.collected', scenario });
    this.owners = new IncidentOwners({ emit, handover, bootAskedAt: () => board.bootAskedAt, onLate: (session) => this.#amend(session) });
    this.running = new RunningScenario({
      ...options,
      results: this.#results,
      owners: this.owners,
      isStopped: () => this.isStopped,
      onOver: (result) => this.#recheck.ended(result),
    });
    this.#stopListening = listenToBoard(board, {
      owners: this.owners,
      running: () => this.running.session,
      emit,
      onLost: (error) => this.stop(error),
    });
  }

  /** What is to be walked through now: one of the repetitions, from 1, or what the pool gave of it. */
  set turn(turn: RunTurn) {
    for (const scenario of this.#turn.begin(turn)) this.#options.emit({ type: 'scenario.collected', scenario });
  }

  /** Of this turn, without a result, in order. */
  get unfinished(): readonly CollectedScenario[] {
    return this.#turn.unfinished;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Host milliseconds in which nothing but imports and hooks of a suite can have run; 0 while a scenario runs or the board is checked. */
  get idleMs(): number {
    return this.#recheck.isRunning ? 0 : this.running.idleMs;
  }

  /**
   * A test process begins; what came before it was no idleness of a suite. Returns what tells at its end whether a scenario has its loss in its result.
   */
  beginProcess(): () => boolean {
    return this.running.beginProcess();
  }

  /** What the suites leave out needs no test process. */
  async leaveOut(): Promise<void> {
    for (const each of this.unfinished) {
      const scenario = this.#turn.described(each);
      if (each.skip && !this.isStopped && (await this.#turn.claim(scenario))) this.#skip(scenario.id, 'skipped', whyLeftOut(each));
    }
  }

  get progress(): number {
    return this.#results.progress;
  }

  async begin(file: string, name: string): Promise<Begun> {
    this.running.touch();
    const found = this.#turn.find(file, name);
    if (!found) return { kind: 'skip', reason: 'it was not there when the suites were collected' };
    const scenario = this.#turn.described(found);
    if (this.#results.has(scenario.id)) return { kind: 'skip', reason: 'it has its result already' };
    if (!found.follows) await this.running.settleM7();
    await this.#checkAgain();
    if (!(await this.#turn.claim(scenario))) return { kind: 'skip', reason: 'another board of the pool has it' };
    const lack = found.skip ? whyLeftOut(found) : this.#options.board.lacks(scenario.needs);
    if (this.#stopped !== undefined) return this.#skip(scenario.id, 'not-run', this.#stopped);
    if (lack !== undefined) return this.#skip(scenario.id, 'skipped', lack);
    return this.running.start(scenario, found, (session) => this.#hooks.begin(session));
  }

  call(token: string, path: readonly string[], args: readonly unknown[], place?: string): Promise<Answer> {
    return this.running.call(token, path, args, place);
  }

  step(token: string, text: string): void {
    this.running.note(token, (scenario) => ({ type: 'scenario.step', scenario, text }));
  }

  measure(token: string, name: string, value: number, unit: string): void {
    this.running.note(token, (scenario) => ({ type: 'scenario.measured', scenario, name, value, unit }));
  }

  async expectIncident(token: string, kind: IncidentKind, title: RegExp | undefined): Promise<void> {
    this.running.of(token).expectIncident(kind, title);
  }

  end(token: string, thrown: readonly WireError[]): Promise<BodyEnd> {
    return this.running.end(token, thrown);
  }

  settle(token: string, thrown: readonly WireError[]): Promise<Ended> {
    return this.running.settle(token, thrown);
  }

  async unbegun(file: string, name: string, thrown: readonly WireError[]): Promise<Ended> {
    await this.#hooks.unbegun(file, name, thrown);
    return { kind: 'over' };
  }

  skipped(file: string, name: string, note: string | undefined): Promise<void> {
    return this.#hooks.skipped(file, name, note);
  }

  failedAround(file: string, names: readonly string[], thrown: readonly WireError[]): Promise<void> {
    return this.#hooks.around(file, names, thrown);
  }

  unhandled(file: string, names: readonly string[], error: WireError): void {
    this.#hooks.unhandled(file, names, error, this.running.session);
  }

  /** Went wrong in a test process that ran these, outside of them. */
  failedOutside(scenarios: readonly CollectedScenario[], messages: readonly string[]): void {
    this.#hooks.outside(scenarios, messages);
  }

  /** The test process is gone: what ran in it ends, what follows may run in another one. */
  workerLost(why: string): Promise<void> {
    return this.running.workerLost(why);
  }

  /** Ends the running scenario and starts no other. */
  stop(why: Error): void {
    this.#stopped ??= why.message;
    this.#options.pool?.leave(toErrorReport(why, 'lab'));
    this.running.stop(why);
  }

  /** Starts nothing: the board is not fit for it. */
  exclude(why: ErrorReport): void {
    const { emit, pool } = this.#options;
    emit({ type: 'board.excluded', error: why });
    this.#stopped ??= why.message;
    if (pool) pool.leave(why);
    else if (this.#results.size === 0) this.#results.finish(resultOfError(this.#turn.everyRound()[0]!.id, why));
  }

  /** What failed outside of a scenario's own time, such as in a hook around a block or in the health check. */
  showFailure(): Promise<void> {
    return this.running.showFailure(this.#results.firstBad);
  }

  /** Ends what still runs and gives everything without a result the reason why. */
  async close(reason: string): Promise<void> {
    this.#stopped ??= reason;
    await this.running.close();
    const ids = this.#options.pool ? this.#claims.claimed : this.#turn.everyRound().map(({ id }) => id);
    for (const id of ids) this.#results.markNotRun(id, this.#stopped);
    this.owners.phase = 'the end of the run';
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }

  /** These of this turn will not run any more. */
  markNotRun(scenarios: readonly CollectedScenario[], reason: string): Promise<void> {
    return this.#turn.markNotRun(scenarios, reason);
  }

  async #checkAgain(): Promise<void> {
    if (!this.#recheck.isDue || this.isStopped) return;
    const unfit = await this.#recheck.run().finally(() => this.running.touch());
    if (unfit) this.exclude(unfit);
  }

  #amend(session: ScenarioSession): void {
    this.running.cameLate(session);
    const error = session.lateError;
    if (error) this.#results.addLate(session.id, error);
  }

  #bail(): void {
    if (!this.#options.pool) this.#stopped ??= whyToStop(this.#results, this.#options);
  }

  #skip(id: string, verdict: Extract<Verdict, 'skipped' | 'not-run'>, reason: string): Begun {
    this.#results.skip(id, verdict, reason);
    return { kind: 'skip', reason };
  }
}
