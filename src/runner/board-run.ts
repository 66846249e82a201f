import type { Board } from '../core/board.ts';
import { type ErrorReport, RevokedError, toErrorReport } from '../core/errors.ts';
import type { EventBody } from '../core/event.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { Retries, ScenarioDescription, ScenarioResult, Verdict } from '../core/scenario.ts';
import { type Duration, monotonicMs } from '../core/time.ts';
import { type Answer, type Begun, type BodyEnd, type Ended, fromWire, type RunnerCalls, toWire, type WireError } from '../scenario/wire.ts';
import { Attempts } from './attempts.ts';
import { Claims } from './claims.ts';
import { ProcessLostError } from './errors.ts';
import { IncidentOwners } from './incident-owners.ts';
import { noteEvent } from './model-witness.ts';
import type { PoolClient } from './pool-client.ts';
import { isBad, Results, withErrors } from './results.ts';
import { roundId } from './rounds.ts';
import { ScenarioSession } from './scenario-session.ts';
import { struckBy, withLate } from './unrun.ts';

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
  readonly #results: Results;
  readonly #attempts: Attempts;
  readonly #endings = new WeakMap<ScenarioSession, Ended>();
  /** What nobody awaited in hooks before the first scenario of a block. */
  readonly #early: Error[] = [];
  readonly #listening: (() => void)[];
  readonly #claims: Claims;
  readonly #owners: IncidentOwners;
  /** By scenario: what an attempt left behind before the scenario had its result. */
  readonly #late = new Map<string, ErrorReport>();
  #round = 1;
  #session: ScenarioSession | undefined;
  #stopped: string | undefined;
  #activeAt = monotonicMs();
  #mess = false;
  #isSuspect = false;
  #isChecking = false;
  constructor(options: BoardRunOptions) {
    this.#options = options;
    const { board, emit, pool } = options;
    this.#attempts = new Attempts(options.retries);
    this.#results = new Results(emit);
    this.#claims = new Claims(pool, emit);
    if (!pool) for (const { description } of this.#everyRound()) emit({ type: 'scenario.collected', scenario: description });
    this.#owners = new IncidentOwners({ emit, bootAskedAt: () => board.bootAskedAt, onLate: (session) => this.#amend(session) });
    this.#listening = [
      board.onIncident((phase, incident) => this.#owners.take(phase, incident)),
      board.onTrouble?.((error) => this.#session?.end(error)) ?? (() => {}),
      // Nobody would see what the board says from now on: neither a pass nor a failure could be believed.
      board.onLost((error) => {
        emit({ type: 'board.set-aside', error: toErrorReport(error, 'lab') });
        this.stop(error);
      }),
      board.onModelNote?.((note) => {
        if (this.#session) this.#session.takeModelNote(note);
        else emit(noteEvent(note));
      }) ?? (() => {}),
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

  /** Host milliseconds in which nothing but imports and hooks of a suite can have run; 0 while a scenario runs or the board is checked. */
  get idleMs(): number {
    const isBusy = this.#isChecking || (this.#session && !this.#session.isInHooks);
    return isBusy ? 0 : monotonicMs() - Math.max(this.#activeAt, this.#session?.endedAt ?? 0);
  }

  /** A test process begins: what came before it, such as the first look at the board, was no idleness of a suite. */
  beginProcess(): void {
    this.#activeAt = monotonicMs();
  }

  /** What the suites leave out needs no test process. */
  async leaveOut(): Promise<void> {
    for (const { description, skip } of this.unfinished) {
      const scenario = { ...description, id: this.#idOf(description) };
      if (skip && !this.isStopped && (await this.#claim(scenario))) this.#skip(scenario.id, 'skipped', leftOut);
    }
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
    const lack = found.skip ? leftOut : this.#options.board.lacks(scenario.needs);
    if (this.#stopped !== undefined) return this.#skip(scenario.id, 'not-run', this.#stopped);
    if (lack !== undefined) return this.#skip(scenario.id, 'skipped', lack);
    return this.#start(scenario, found);
  }

  async call(token: string, path: readonly string[], args: readonly unknown[], place?: string): Promise<Answer> {
    try {
      return { value: await this.#sessionOf(token, `board.${path.join('.')}`).call(path, args, place) };
    } catch (cause) {
      const error = toWire(cause);
      return { error: place ? { ...error, own: { ...error.own, place } } : error };
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

  async end(token: string, thrown: readonly WireError[]): Promise<BodyEnd> {
    const result = await this.#sessionOf(token).finish(...thrown.map(fromWire));
    this.#activeAt = monotonicMs();
    return isBad(result) ? { failed: sentenceOf(result) } : {};
  }

  async settle(token: string, thrown: readonly WireError[]): Promise<Ended> {
    const session = this.#sessionOf(token);
    return this.#closed(session, session.settle(thrown.map(fromWire)));
  }

  async unbegun(file: string, name: string, thrown: readonly WireError[]): Promise<Ended> {
    const [found] = this.#open(file, [name]);
    if (found) await this.#strike(found, thrown);
    return { kind: 'over' };
  }

  async failedAround(file: string, names: readonly string[], thrown: readonly WireError[]): Promise<void> {
    const [first, ...others] = this.#open(file, names);
    const reports = thrown.map(reportOf);
    if (first && (await this.#strike(first, thrown))) return this.giveUp(others, reports[0]!.message);
    const last = this.#lastOf(file, names);
    if (last) this.#results.amend(last, reports);
  }

  stray(file: string, names: readonly string[], error: WireError): void {
    const session = this.#session;
    const last = this.#lastOf(file, names);
    if (session && names.includes(session.name)) session.addStray(fromWire(error));
    else if (last) this.#results.amend(last, [reportOf(error)]);
    else this.#early.push(fromWire(error));
  }

  /** The test process is gone: what ran in it ends, what follows may run in another one. */
  async workerLost(why: string): Promise<void> {
    const session = this.#session;
    if (!session) return;
    const inHooks = session.isBodyOver ? [new ProcessLostError(`${why} in a hook after the scenario`, { fault: 'suite' })] : [];
    await session.finish(new ProcessLostError(why));
    await this.#closed(session, session.settle(inHooks));
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
    if (session) await this.#ended(session);
    const { pool } = this.#options;
    const ids = pool ? this.#claims.claimed : this.#everyRound().map(({ description }) => description.id);
    for (const id of ids) this.#giveUp(id, this.#stopped);
    this.#owners.phase = 'the end of the run';
  }

  /** The board is closed: nothing comes any more. */
  [Symbol.dispose](): void {
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
        void this.#ended(session);
      },
    });
    for (const error of this.#early.splice(0)) session.addStray(error);
    this.#session = session;
    this.#owners.begin(session);
    if (await session.prepare()) return { kind: 'ready', token: session.token };
    const failed = sentenceOf(await session.finish());
    this.#activeAt = monotonicMs();
    return { kind: 'failed', token: session.token, failed };
  }

  /** Nobody waits for its body or its hooks any more. */
  async #ended(session: ScenarioSession): Promise<void> {
    await session.finish();
    await this.#closed(session, session.settle([]));
  }

  async #closed(session: ScenarioSession, finishing: Promise<ScenarioResult>): Promise<Ended> {
    const result = await finishing;
    this.#activeAt = monotonicMs();
    const ended = this.#endings.get(session) ?? this.#conclude(session, result);
    this.#endings.set(session, ended);
    return ended;
  }

  #conclude(session: ScenarioSession, result: ScenarioResult): Ended {
    const { id, attempt } = session;
    this.#mess = session.leftAMess;
    this.#isSuspect = result.verdict === 'error' && result.errors[0]?.fault === 'lab';
    if (this.#session === session) this.#session = undefined;
    this.#owners.end(session);
    if (this.#stopped === undefined && this.#attempts.takes(result)) {
      this.#options.emit({ type: 'scenario.attempted', scenario: id, attempt, result });
      return { kind: 'again' };
    }
    this.#finish(this.#attempts.with(result));
    return { kind: 'over' };
  }

  /** What a scenario left behind is its own, also when its verdict was there before. */
  #amend(session: ScenarioSession): void {
    this.#mess = true;
    const error = session.lateError;
    if (!error) return;
    const before = this.#results.get(session.id);
    if (before) this.#results.replace(withLate(before, error));
    else this.#late.set(session.id, error);
    this.#bail();
  }

  #finish(result: ScenarioResult): void {
    const late = this.#late.get(result.id);
    this.#results.finish(late ? withLate(result, late) : result);
    this.#bail();
  }

  #bail(): void {
    const { bail, pool } = this.#options;
    if (!pool && bail > 0 && this.#results.bad >= bail) this.#stopped ??= `the run stops after ${bail} that failed (--bail)`;
  }

  /** It cannot begin for what hooks before it threw. Resolves to false when it is another board's. */
  async #strike({ description }: CollectedScenario, thrown: readonly WireError[]): Promise<boolean> {
    const scenario = { ...description, id: this.#idOf(description) };
    if (!(await this.#claim(scenario))) return false;
    this.#options.emit({ type: 'scenario.started', scenario: scenario.id, attempt: this.#attempts.nextOf(scenario.id) });
    const errors = thrown.map(reportOf);
    const result = errors.length > 0 ? withErrors(passedSoFar(scenario.id), errors) : struckBy(scenario.id, neverBegan);
    this.#finish(this.#attempts.with(result));
    return true;
  }

  /** Of these what is this board's to run and has no result. */
  #open(file: string, names: readonly string[]): readonly CollectedScenario[] {
    return this.unfinished.filter(({ description, skip }) => !skip && description.file === file && names.includes(description.name));
  }

  #lastOf(file: string, names: readonly string[]): ScenarioResult | undefined {
    const about = this.#options.scenarios.filter(({ description }) => description.file === file && names.includes(description.name));
    return this.#results.lastOf(about.map(({ description }) => this.#idOf(description)));
  }

  #skip(id: string, verdict: Extract<Verdict, 'skipped' | 'not-run'>, reason: string): Begun {
    this.#finish(this.#attempts.lastOf(id, reason) ?? { id, verdict, reason, errors: [], durationMs: 0 });
    return { kind: 'skip', reason };
  }

  #note(token: string, eventOf: (scenario: string) => EventBody): void {
    if (this.#session?.token === token && this.#session.isOpen) this.#options.emit(eventOf(this.#session.id));
  }

  #sessionOf(token: string, what = 'a board'): ScenarioSession {
    if (this.#session?.token === token) return this.#session;
    throw new RevokedError(`${what} was used after the end of its scenario; nothing of it reached the board`, {
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

const leftOut = 'skipped in the suite';

const reportOf = (error: WireError): ErrorReport => toErrorReport(fromWire(error), 'suite');

const sentenceOf = ({ verdict, reason, errors }: ScenarioResult): string => errors[0]?.message ?? reason ?? verdict;

const passedSoFar = (id: string): ScenarioResult => ({ id, verdict: 'passed', errors: [], durationMs: 0 });

const neverBegan = toErrorReport(new ProcessLostError('vitest gave the scenario up before it began, and does not say why'));
