import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import type { Board, ScenarioBoard } from '../core/board.ts';
import { ConnectionLostError, type ErrorReport, HilError, RevokedError, toErrorReport } from '../core/errors.ts';
import type { EventBody } from '../core/event.ts';
import type { IncidentKind, KernelIncident } from '../core/incident.ts';
import type { ModelNote } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../core/scenario.ts';
import { anySignal, boardClock, type Duration, monotonicMs, toMs, untilAborted } from '../core/time.ts';
import { InterruptedError, NotReadyError, ScenarioTimeoutError } from './errors.ts';
import { IncidentGate } from './incident-gate.ts';
import { judge } from './judge.ts';
import { ModelWitness, noteEvent } from './model-witness.ts';
import { withErrors } from './results.ts';
import { lateMark } from './unrun.ts';

export interface SessionOptions {
  readonly board: Board;
  readonly scenario: ScenarioDescription;
  readonly timeout: Duration;
  readonly silence: Duration;
  readonly attempt: number;
  /** The scenario before left the board in a state nobody knows. */
  readonly recoverFirst: boolean;
  readonly emit: (event: EventBody) => void;
  /** The scenario ended from this side: the body must hear of it. */
  readonly onEnded: (token: string, why: Error) => void;
  /** The body did not react to that. */
  readonly onStuck: () => void;
}

const prepareWithin: Duration = '15min';
// In host time. The limits of what happens meanwhile have floors of 10 s each on a board that lives faster, and what they say explains more.
const prepareFloorMs = 120_000;
// In host time: a look at the wire of a console.
const reconsiderMs = 20_000;
// How long a test process may take to react, in host time.
const graceMs = 3000;
const hastyGraceMs = 1000;
// In host time: wires that go together do not say so in the same instant.
const wiresWithinMs = 500;
const excerptLines = 60;

/** One scenario from its beginning to its verdict, on the side that owns the board: nothing here depends on the test process. */
export class ScenarioSession {
  readonly token = randomUUID();
  readonly #options: SessionOptions;
  /** Host monotonic milliseconds. */
  readonly startedAt = monotonicMs();
  readonly #over = new AbortController();
  readonly #gate: IncidentGate;
  #handle: ScenarioBoard | undefined;
  readonly #pending: { readonly name: string; readonly place: string | undefined }[] = [];
  readonly #model = new ModelWitness();
  readonly #running = new Set<Promise<unknown>>();
  #observed: M7Observation | undefined;
  #cause: Error | undefined;
  /** Where in the suite the board was waited for when that happened. */
  #causePlace: string | undefined;
  /** What the body threw, then what hooks after it threw, then what nobody awaited. */
  readonly #thrown: unknown[] = [];
  readonly #inHooks: unknown[] = [];
  readonly #strays: unknown[] = [];
  /** What the lab said after the body had ended. */
  #afterwards: Error | undefined;
  #inBody = false;
  #finishing: Promise<ScenarioResult> | undefined;
  #settling: Promise<ScenarioResult> | undefined;
  #finished: ScenarioResult | undefined;
  /** What it announced and has not come, in words. */
  #unmet: readonly string[] = [];
  /** Somebody had cut the power when it failed. */
  #cut: Error | undefined;
  #lateId: string | undefined;
  #endedAt = Number.POSITIVE_INFINITY;
  /** Aborts when the scenario before this one turns out to have left the board in ruins. */
  #disturbed = new AbortController();
  /** Aborts when the lab or the run ends while the board is heard out. */
  readonly #hearing = new AbortController();
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#gate = new IncidentGate(options.scenario.expects.incidents, options.scenario.expects.tolerates);
  }

  get id(): string {
    return this.#options.scenario.id;
  }

  /** Which attempt at the scenario, from 1. */
  get attempt(): number {
    return this.#options.attempt;
  }

  /** `describe > name`. */
  get name(): string {
    return this.#options.scenario.name;
  }

  /** True once only hooks after the body are left. */
  get isBodyOver(): boolean {
    return this.#finishing !== undefined;
  }

  /** Its own steps have begun. */
  get isInBody(): boolean {
    return this.#inBody;
  }

  /** Host monotonic milliseconds at which its verdict was reached. */
  get endedAt(): number {
    return this.#endedAt;
  }

  /** False once nothing of the body counts any more. */
  get isOpen(): boolean {
    return !this.#over.signal.aborted;
  }

  /** True when Linux went down or the scenario ended badly, so that nobody knows the state of the board. */
  get leftAMess(): boolean {
    return this.#gate.crashed || this.#finished?.verdict === 'failed' || this.#finished?.verdict === 'error';
  }

  /** Brings the board to where the scenario starts. Resolves to false when it ended on the way. */
  async prepare(): Promise<boolean> {
    const { board, scenario, emit, attempt, recoverFirst } = this.#options;
    emit({ type: 'scenario.started', scenario: scenario.id, attempt });
    const late = board.clock.overdue(Math.max(toMs(prepareWithin), prepareFloorMs * board.clock.speed));
    const signal = anySignal(this.#over.signal, late);
    try {
      await this.#prepareBoard(recoverFirst, signal);
      await this.#while(this.#inject(), signal);
      signal.throwIfAborted();
    } catch (cause) {
      await this.finish(
        late.aborted && !this.#over.signal.aborted
          ? new NotReadyError(`the board was not ready after ${prepareWithin}`, {
              cause,
              remedy: 'read the journal for what took the time',
            })
          : cause,
      );
      return false;
    }
    this.#startBody();
    return true;
  }

  /** What the scenario before left behind has come only now: the board is to be recovered and prepared anew. */
  disturb(): void {
    this.#disturbed.abort(new Error('the board went down by what was done to it before'));
  }

  async #prepareBoard(recoverFirst: boolean, signal: AbortSignal): Promise<void> {
    const { board, scenario } = this.#options;
    this.#disturbed = new AbortController();
    const { signal: disturbed } = this.#disturbed;
    const either = anySignal(signal, disturbed);
    try {
      if (recoverFirst) await this.#while(board.recover(either), either);
      await this.#while(board.prepare(scenario.needs, either), either);
      either.throwIfAborted();
    } catch (cause) {
      if (!disturbed.aborted || signal.aborted) throw cause;
      await this.#prepareBoard(true, signal);
    }
  }

  /** One call of the body. Throws RevokedError, and nothing reaches the board, once the scenario has ended. */
  async call(path: readonly string[], args: readonly unknown[], place?: string): Promise<unknown> {
    const name = `board.${path.join('.')}`;
    if (this.#over.signal.aborted || !this.#handle) throw revoked(name, this.#options.scenario.id);
    const call = functionAt(this.#handle, path);
    if (!call) throw new HilError('suite', `${name} is not something a board can do`);
    const pending = { name, place };
    this.#pending.push(pending);
    try {
      return await this.#while(Promise.resolve(call(...args)), this.#over.signal);
    } finally {
      this.#pending.splice(this.#pending.indexOf(pending), 1);
    }
  }

  takeIncident(phase: 'opened' | 'closed', incident: KernelIncident): void {
    if (this.#endsBy(phase, incident)) this.end(this.#gate.error()!);
  }

  /** One that comes when the verdict is there already. Resolves to true when it changes the verdict, or says more of what changed it. */
  takeLate(phase: 'opened' | 'closed', incident: KernelIncident): boolean {
    if (this.#endsBy(phase, incident)) this.#lateId = incident.id;
    return this.#lateId === incident.id;
  }

  #endsBy(phase: 'opened' | 'closed', incident: KernelIncident): boolean {
    const ends = this.#gate.take(phase, incident);
    const welcome = this.#gate.welcome(incident);
    const tolerated = welcome === 'tolerated' ? { tolerated: true as const } : {};
    this.#options.emit({ type: `incident.${phase}`, incident, expected: welcome === 'expected', ...tolerated, scenario: this.id });
    return ends;
  }

  /** What came after the verdict and makes another one of it. */
  get lateError(): ErrorReport | undefined {
    const error = this.#lateId === undefined ? undefined : this.#gate.error();
    if (!error) return undefined;
    return this.#withExcerpt({ ...toErrorReport(error), message: `${error.message}${lateMark}` });
  }

  expectIncident(kind: IncidentKind, title: RegExp | undefined): void {
    this.#gate.expect(kind, title);
  }

  takeObservation(observation: M7Observation): void {
    this.#observed = observation;
    this.#options.emit({ type: 'm7.observed', scenario: this.#options.scenario.id, observation });
  }

  takeModelNote(note: ModelNote): void {
    this.#model.take(note);
    this.#options.emit(noteEvent(note, this.id));
  }

  /** Ends the scenario from outside. The first reason counts. */
  end(why: Error): void {
    if (this.#finishing !== undefined) {
      this.#afterwards ??= why;
      this.#hearing.abort(why);
    }
    if (this.#cause || this.#finishing !== undefined) return;
    this.#cause = why;
    this.#causePlace = this.#pending[0]?.place;
    this.#over.abort(why);
    if (!this.#inBody) return;
    this.#options.onEnded(this.token, why);
    void this.#finishWithin(why instanceof InterruptedError ? hastyGraceMs : graceMs);
  }

  /** Something failed in the body or in a hook, and nobody awaited it. */
  addStray(error: Error): void {
    this.#strays.push(error);
  }

  /** The body is over, or nobody waits for it any more. Resolves with what it came to so far; the first call counts. */
  finish(...thrown: readonly unknown[]): Promise<ScenarioResult> {
    this.#finishing ??= this.#finish(thrown);
    return this.#finishing;
  }

  /** Hooks after the body are through too. Resolves with the verdict; the first call counts. */
  settle(thrown: readonly unknown[]): Promise<ScenarioResult> {
    this.#settling ??= this.#settle(thrown);
    return this.#settling;
  }

  /** Gives up waiting when the scenario ends, and remembers what is still going on with the board. */
  async #while<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    this.#running.add(promise);
    const forget = (): void => void this.#running.delete(promise);
    promise.then(forget, forget);
    return untilAborted(promise, signal);
  }

  async #inject(): Promise<void> {
    const { board, scenario, emit } = this.#options;
    const name = scenario.needs.injects;
    if (name === undefined) return;
    await board.faults?.arm(name);
    emit({ type: 'fault.injected', name });
  }

  #startBody(): void {
    const { board, timeout } = this.#options;
    this.#inBody = true;
    this.#gate.startBody();
    this.#observed = undefined;
    this.#handle = board.handle(this.#over.signal, { silence: this.#options.silence });
    const late = board.clock.overdue(toMs(timeout));
    late.addEventListener('abort', () => void this.#tooLate(), { once: true });
  }

  async #tooLate(): Promise<void> {
    const { board } = this.#options;
    const error = this.#timeoutError();
    const isBlamed = error.fault === 'dut' && this.isOpen && board.reconsider !== undefined;
    this.end(isBlamed ? await board.reconsider!(error, anySignal(this.#over.signal, AbortSignal.timeout(reconsiderMs))) : error);
  }

  #timeoutError(): ScenarioTimeoutError {
    const [waiting] = this.#pending;
    const { timeout } = this.#options;
    if (waiting) return new ScenarioTimeoutError('dut', `took longer than ${timeout}; still waiting for ${waiting.name}()`);
    const remedy = 'let it wait for the board with a bound of its own, or give the scenario a longer timeout';
    return new ScenarioTimeoutError('suite', `took longer than ${timeout}, and waits for nothing on the board`, { remedy });
  }

  async #finishWithin(ms: number): Promise<void> {
    await boardClock().sleep(ms);
    if (this.#finishing !== undefined) return;
    this.#options.onStuck();
    await this.finish();
  }

  async #finish(thrown: readonly unknown[]): Promise<ScenarioResult> {
    const { board, scenario } = this.#options;
    this.#thrown.push(...thrown);
    await this.#gate.settle();
    this.#unmet = this.#inBody ? (board.unmet?.() ?? []) : [];
    this.#over.abort(revoked('the board', scenario.id));
    if (thrown.some((error) => error instanceof ConnectionLostError)) await boardClock().sleep(wiresWithinMs);
    // The next scenario gets the board when this one has let go of it.
    await Promise.race([Promise.allSettled(this.#running), boardClock().sleep(graceMs)]);
    if (scenario.needs.injects) await board.faults?.disarm().catch(() => {});
    const unheard = this.#failures().length === 0 ? await this.#hearOut() : undefined;
    if (unheard) this.#thrown.push(unheard);
    this.#cut = await this.#askRelay();
    await this.#model.collect(board);
    return this.#judged();
  }

  async #settle(thrown: readonly unknown[]): Promise<ScenarioResult> {
    await this.#finishing;
    this.#inHooks.push(...thrown);
    return this.#judged();
  }

  #judged(): ScenarioResult {
    const { scenario } = this.#options;
    const judgement = judge({
      expects: scenario.expects,
      thrown: this.#failures().map((error) => this.#model.blame(this.#reportOf(error), this.#observed)),
      fatal: this.#cut ? undefined : this.#gate.fatal,
      missing: [...this.#gate.missing(), ...this.#unmet],
      observed: this.#observed,
      cutShort: this.#cause !== undefined || this.#gate.fatal !== undefined || !this.#inBody,
    });
    const [first, ...others] = judgement.errors;
    const errors = first ? [this.#withExcerpt(first), ...others] : [];
    const placed = errors.map((error) => (error.place || !scenario.place ? error : { ...error, place: scenario.place }));
    const result = { id: scenario.id, ...judgement, errors: placed, durationMs: monotonicMs() - this.startedAt };
    this.#finished = withErrors(
      result,
      this.#strays.map((error) => this.#reportOf(error)),
    );
    this.#endedAt = monotonicMs();
    return this.#finished;
  }

  /** What counts first, first: what ended the body from outside, then what was thrown, in order. */
  #failures(): readonly unknown[] {
    if (this.#cut) return [this.#cut, ...this.#inHooks];
    const cause = this.#gate.error() ?? this.#cause;
    const thrown = this.#thrown.map((error) => this.#explained(error));
    // A body that is ended from outside throws the reason once more, and whatever follows from it.
    if (cause)
      return [Object.assign(cause, { place: placeOf(cause) ?? this.#causePlace }), ...thrown.filter(isAssertion), ...this.#inHooks];
    // While the lab is in trouble, nobody knows what an expectation saw.
    return [...thrown.filter(isTrouble), ...thrown.filter((error) => !isTrouble(error)), ...this.#inHooks];
  }

  /** A verdict is final once what the last step set off has come, and Linux still answers. Resolves with why it does not. */
  async #hearOut(): Promise<unknown> {
    const { board } = this.#options;
    if (!this.#inBody || !board.hearOut) return undefined;
    try {
      await board.hearOut(this.#hearing.signal);
      await this.#gate.settle();
      return undefined;
    } catch (cause) {
      return this.#afterwards ?? cause;
    }
  }

  // A board without power looks like a frozen one.
  async #askRelay(): Promise<Error | undefined> {
    const [first] = this.#failures();
    return first !== undefined && this.#reportOf(first).fault === 'dut' ? this.#options.board.powerCut?.() : undefined;
  }

  // Where all wires of a board go, the SSH link may be the first to say so: then it is no news about the product.
  #explained(thrown: unknown): unknown {
    const after = this.#afterwards;
    return thrown instanceof ConnectionLostError && after instanceof HilError && after.fault === 'lab' ? after : thrown;
  }

  // Whose fault an error of the suite is has been told by the test process; what the runner meets on the way is its own.
  #reportOf(cause: unknown): ErrorReport {
    const report = toErrorReport(cause, isAssertion(cause) ? 'dut' : this.#inBody ? 'suite' : 'runner');
    return {
      ...report,
      message: stripVTControlCharacters(report.message),
      ...(report.stack ? { stack: stripVTControlCharacters(report.stack) } : {}),
    };
  }

  #withExcerpt(error: ErrorReport): ErrorReport {
    const excerpt = this.#options.board.excerpt(this.startedAt, excerptLines);
    return { ...error, evidence: [...error.evidence, ...excerpt.filter((line) => !error.evidence.includes(line))] };
  }
}

const isAssertion = (error: unknown): boolean => error instanceof Error && error.name === 'AssertionError';

const isTrouble = (error: unknown): boolean => error instanceof HilError && (error.fault === 'lab' || error.fault === 'runner');

const placeOf = (error: Error): string | undefined => (error as { readonly place?: string }).place;

const revoked = (what: string, scenario: string): RevokedError =>
  new RevokedError(`${what} was used after the end of '${scenario}'; nothing of it reached the board`, {
    remedy: 'await everything that a scenario starts before it ends',
  });

const functionAt = (board: ScenarioBoard, path: readonly string[]): ((...args: readonly unknown[]) => unknown) | undefined => {
  let owner: unknown = board;
  for (const name of path.slice(0, -1)) owner = (owner as Record<string, unknown> | undefined)?.[name];
  const found = (owner as Record<string, unknown> | undefined)?.[path.at(-1) ?? ''];
  return typeof found === 'function' ? (...args) => found.apply(owner, args) : undefined;
};
