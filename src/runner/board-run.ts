import type { Board } from '../core/board.ts';
import { type ErrorReport, RevokedError, toErrorReport } from '../core/errors.ts';
import type { EventBody } from '../core/event.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { Retries, ScenarioDescription, ScenarioResult, Verdict } from '../core/scenario.ts';
import { type Duration, monotonicMs } from '../core/time.ts';
import { type Answer, type Begun, type Ended, fromWire, type RunnerCalls, toWire, type WireError } from '../scenario/wire.ts';
import { Attempts } from './attempts.ts';
import { Claims } from './claims.ts';
import { ProcessLostError } from './errors.ts';
import type { PoolClient } from './pool-client.ts';
import { roundId } from './rounds.ts';
import { ScenarioSession } from './scenario-session.ts';
import { struckBy } from './unrun.ts';

export interface CollectedScenario {
  readonly description: ScenarioDescription;
  readonly timeout: Duration;
  readonly silence: Duration;
  /** It looks at what the scenario before it left behind. */
  readonly follows?: boolean;
  /** The describe blocks that it stands in, the outermost first. */
  readonly blocks?: readonly string[];
  readonly skip: boolean;
}

export interface BoardRunOptions {
  readonly board: Board;
  readonly scenarios: readonly CollectedScenario[];
  readonly repeat: number;
  /** Stop after so many that failed or ended in error; 0: never. */
  readonly bail: number;
  readonly retries: Retries;
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
  readonly #results = new Map<string, ScenarioResult>();
  readonly #attempts: Attempts;
  readonly #ended = new WeakMap<ScenarioSession, Ended>();
  readonly #listening: (() => void)[];
  readonly #claims: Claims;
  #round = 1;
  #session: ScenarioSession | undefined;
  #stopped: string | undefined;
  #bad = 0;
  #activeAt = monotonicMs();
  #mess = false;
  #isSuspect = false;
  #isChecking = false;
  constructor(options: BoardRunOptions) {
    this.#options = options;
    const { board, emit, pool } = options;
    this.#attempts = new Attempts(options.retries);
    this.#claims = new Claims(pool, emit);
    if (!pool) for (const { description } of this.#everyRound()) emit({ type: 'scenario.collected', scenario: description });
    this.#listening = [
      board.onIncident((phase, incident) => {
        if (this.#session) this.#session.takeIncident(phase, incident);
        else emit({ type: `incident.${phase}`, incident, expected: false });
      }),
      // Nobody would see what the board says from now on: neither a pass nor a failure could be believed.
      board.onLost((error) => {
        emit({ type: 'board.set-aside', error: toErrorReport(error, 'lab') });
        this.stop(error);
      }),
      board.onObservation((observation) => {
        if (this.#session) this.#session.takeObservation(observation);
        else emit({ type: 'm7.observed', observation });
      }),
    ];
  }

  /** What is to be walked through now: one of the repetitions, from 1, or what the pool gave of it. */
  set turn({ round, ids }: { readonly round: number; readonly ids?: readonly string[] | undefined }) {
    this.#round = round;
    this.#claims.give(ids);
  }

  /** Of this turn, without a result, in order. */
  get unfinished(): readonly CollectedScenario[] {
    return this.#options.scenarios.filter(({ description }) => {
      const id = this.#idOf(description);
      return !this.#results.has(id) && this.#claims.isGiven(id);
    });
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Host milliseconds since a scenario began or ended; 0 while one runs or the board is checked. */
  get idleMs(): number {
    return this.#session || this.#isChecking ? 0 : monotonicMs() - this.#activeAt;
  }

  /** Grows with every attempt that is over. */
  get progress(): number {
    return this.#results.size + this.#attempts.count;
  }

  async begin(file: string, name: string): Promise<Begun> {
    this.#activeAt = monotonicMs();
    const found = this.#options.scenarios.find(({ description }) => description.file === file && description.name === name);
    if (!found) return { kind: 'skip', reason: 'it was not there when the suites were collected' };
    const scenario = { ...found.description, id: this.#idOf(found.description) };
    if (this.#results.has(scenario.id)) return { kind: 'skip', reason: 'it has its result already' };
    await this.#checkAgain();
    if (!(await this.#claim(scenario))) return { kind: 'skip', reason: 'another board of the pool has it' };
    const lack = found.skip ? 'skipped in the suite' : this.#options.board.lacks(scenario.needs);
    if (this.#stopped !== undefined) return this.#skip(scenario.id, 'not-run', this.#stopped);
    if (lack !== undefined) return this.#skip(scenario.id, 'skipped', lack);
    return this.#start(scenario, found);
  }

  async call(token: string, path: readonly string[], args: readonly unknown[]): Promise<Answer> {
    try {
      return { value: await this.#sessionOf(token).call(path, args) };
    } catch (cause) {
      return { error: toWire(cause) };
    }
  }

  step(token: string, text: string): void {
    this.#note(token, (scenario) => ({ type: 'scenario.step', scenario, text }));
  }

  measure(token: string, name: string, value: number, unit: string): void {
    this.#note(token, (scenario) => ({ type: 'scenario.measured', scenario, name, value, unit }));
  }

  async expectIncident(token: string, kind: IncidentKind, title: RegExp | undefined): Promise<void> {
    this.#sessionOf(token).expectIncident(kind, title);
  }

  async end(token: string, thrown: WireError | undefined): Promise<Ended> {
    const session = this.#sessionOf(token);
    return this.#closed(session, session.finish(thrown && fromWire(thrown)));
  }

  /** The test process is gone: what ran in it ends, what follows may run in another one. */
  async workerLost(why: string): Promise<void> {
    const session = this.#session;
    if (session) await this.#closed(session, session.finish(new ProcessLostError(why)));
  }

  /** Ends the running scenario and starts no other. */
  stop(why: Error): void {
    this.#stopped ??= why.message;
    this.#options.pool?.leave(toErrorReport(why, 'lab'));
    this.#session?.end(why);
  }

  /** Starts nothing: the board is not fit for it. */
  setAside(why: ErrorReport): void {
    const { emit, pool } = this.#options;
    emit({ type: 'board.set-aside', error: why });
    this.#stopped ??= why.message;
    if (pool) pool.leave(why);
    else if (this.#results.size === 0) this.#finish(struckBy(this.#everyRound()[0]!.description.id, why));
  }

  /** Ends what still runs and gives everything without a result the reason why. */
  async close(reason: string): Promise<void> {
    this.#stopped ??= reason;
    const session = this.#session;
    if (session) await this.#closed(session, session.finish());
    const { pool } = this.#options;
    const ids = pool ? this.#claims.claimed : this.#everyRound().map(({ description }) => description.id);
    for (const id of ids) this.#giveUp(id, this.#stopped);
    for (const stopListening of this.#listening) stopListening();
  }

  /** These of this turn will not run any more. */
  async giveUp(scenarios: readonly CollectedScenario[], reason: string): Promise<void> {
    for (const { description } of scenarios) {
      const scenario = { ...description, id: this.#idOf(description) };
      if (await this.#claim(scenario)) this.#giveUp(scenario.id, reason);
    }
  }

  #giveUp(id: string, reason: string): void {
    if (!this.#results.has(id)) this.#skip(id, 'not-run', reason);
  }

  #claim(scenario: ScenarioDescription): Promise<boolean> {
    return this.#claims.take(scenario, () => this.isStopped);
  }

  /** A lab that spoilt one scenario must not spoil all the others: they may have a board that works. */
  async #checkAgain(): Promise<void> {
    if (!this.#isSuspect || this.isStopped) return;
    this.#isSuspect = false;
    this.#isChecking = true;
    const unfit = await this.#options.checkHealth?.().finally(() => {
      this.#isChecking = false;
      this.#activeAt = monotonicMs();
    });
    if (unfit) this.setAside(unfit);
  }

  async #start(scenario: ScenarioDescription, { timeout, silence }: Pick<CollectedScenario, 'timeout' | 'silence'>): Promise<Begun> {
    const { board, emit, onEnded, onStuck } = this.#options;
    const session = new ScenarioSession({
      board,
      scenario,
      timeout,
      silence,
      attempt: this.#attempts.nextOf(scenario.id),
      recoverFirst: this.#mess,
      emit,
      onEnded: (token, why) => onEnded(token, toWire(why)),
      onStuck: () => {
        onStuck();
        void this.#closed(session, session.finish());
      },
    });
    this.#session = session;
    if (await session.prepare()) return { kind: 'ready', token: session.token };
    return this.#closed(session, session.finish());
  }

  async #closed(session: ScenarioSession, finishing: Promise<ScenarioResult>): Promise<Ended> {
    const result = await finishing;
    this.#activeAt = monotonicMs();
    const ended = this.#ended.get(session) ?? this.#conclude(session, result);
    this.#ended.set(session, ended);
    return ended;
  }

  #conclude(session: ScenarioSession, result: ScenarioResult): Ended {
    const { id, attempt } = session;
    this.#mess = session.leftAMess;
    this.#isSuspect = result.verdict === 'error' && result.errors[0]?.fault === 'lab';
    if (this.#session === session) this.#session = undefined;
    if (this.#stopped === undefined && this.#attempts.takes(result)) {
      this.#options.emit({ type: 'scenario.attempted', scenario: id, attempt, result });
      return { kind: 'again' };
    }
    return { kind: 'over', result: this.#finish(this.#attempts.with(result)) };
  }

  #finish(result: ScenarioResult): ScenarioResult {
    const { bail, emit, pool } = this.#options;
    this.#results.set(result.id, result);
    emit({ type: 'scenario.finished', scenario: result.id, result });
    if (result.verdict === 'failed' || result.verdict === 'error') this.#bad++;
    if (!pool && bail > 0 && this.#bad >= bail) this.#stopped ??= `the run stops after ${bail} that failed (--bail)`;
    return result;
  }

  #skip(id: string, verdict: Extract<Verdict, 'skipped' | 'not-run'>, reason: string): Begun {
    this.#finish(this.#attempts.lastOf(id, reason) ?? { id, verdict, reason, errors: [], durationMs: 0 });
    return { kind: 'skip', reason };
  }

  #note(token: string, eventOf: (scenario: string) => EventBody): void {
    if (this.#session?.token === token && this.#session.isOpen) this.#options.emit(eventOf(this.#session.id));
  }

  #sessionOf(token: string): ScenarioSession {
    if (this.#session?.token === token) return this.#session;
    throw new RevokedError('a board was used by a scenario that has ended; nothing of it reached the board', {
      remedy: 'await everything that a scenario starts before it ends',
    });
  }

  #idOf(description: ScenarioDescription, round = this.#round): string {
    return roundId(description.id, round);
  }

  #everyRound(): CollectedScenario[] {
    const rounds = Array.from({ length: this.#options.repeat }, (_, index) => index + 1);
    return rounds.flatMap((round) =>
      this.#options.scenarios.map((scenario) => ({
        ...scenario,
        description: { ...scenario.description, id: this.#idOf(scenario.description, round) },
      })),
    );
  }
}
