import { randomUUID } from 'node:crypto';
import type { Board, HandleOptions, ScenarioBoard } from '../../core/board.ts';
import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { IncidentKind, KernelIncident } from '../../core/incident.ts';
import type { ModelNote } from '../../core/model-limit.ts';
import type { M7Observation } from '../../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import { boardClock, type Duration, monotonicMs, toMs } from '../../core/time.ts';
import { InterruptedError } from '../errors.ts';
import { IncidentGate } from '../verdict/incident-gate.ts';
import { ModelLimitLog, noteEvent } from '../verdict/model-limit-log.ts';
import { ScenarioFailures } from '../verdict/scenario-failures.ts';
import { BoardCalls, revoked } from './board-calls.ts';
import { bodyFloorMs, bodyTimeout } from './body-timeout.ts';
import type { Handover } from './handover.ts';
import { ScenarioEnd } from './scenario-end.ts';
import { ScenarioPreparation } from './scenario-preparation.ts';

export interface SessionOptions {
  readonly board: Board;
  readonly scenario: ScenarioDescription;
  readonly timeout: Duration;
  readonly held: HandleOptions;
  readonly attempt: number;
  /** The scenario before left the board in a state nobody knows. */
  readonly recoverFirst: boolean;
  /** Another scenario looks at what this one leaves. */
  readonly isFollowed: boolean;
  readonly handover: Handover;
  readonly emit: (event: EventBody) => void;
  /** The scenario ended from this side: the body must hear of it. */
  readonly onEnded: (token: string, why: Error) => void;
  /** The body did not react to that. */
  readonly onStuck: () => void;
}

type HeldBoard = ScenarioBoard & { pause(): Promise<void> };

// How long a test process may take to react, in host time.
const graceMs = 3000;
const hastyGraceMs = 1000;

/** One scenario from its beginning to its verdict, on the side that owns the board: nothing here depends on the test process. */
export class ScenarioSession {
  readonly token = randomUUID();
  readonly #options: SessionOptions;
  /** Host monotonic milliseconds. */
  readonly startedAt = monotonicMs();
  readonly #over = new AbortController();
  readonly #gate: IncidentGate;
  #handle: HeldBoard | undefined;
  readonly #calls: BoardCalls;
  readonly #preparation: ScenarioPreparation;
  readonly #failures = new ScenarioFailures();
  readonly ending: ScenarioEnd;
  readonly #model = new ModelLimitLog();
  #observed: M7Observation | undefined;
  #finishing: Promise<ScenarioResult> | undefined;
  #settling: Promise<ScenarioResult> | undefined;
  #finished: ScenarioResult | undefined;
  #lateId: string | undefined;
  #endedAt = Number.POSITIVE_INFINITY;
  constructor(options: SessionOptions) {
    this.#options = options;
    const { board, scenario, emit } = options;
    this.#gate = new IncidentGate(scenario.expects.incidents, scenario.expects.tolerates);
    this.#calls = new BoardCalls(scenario.id);
    this.#preparation = new ScenarioPreparation({
      board,
      needs: scenario.needs,
      calls: this.#calls,
      onInjected: (name) => emit({ type: 'fault.injected', name }),
    });
    this.ending = new ScenarioEnd({
      ...options,
      startedAt: this.startedAt,
      gate: this.#gate,
      calls: this.#calls,
      failures: this.#failures,
      model: this.#model,
      observed: () => this.#observed,
      revoke: () => this.#over.abort(revoked('the board', scenario.id)),
    });
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

  /** True while the suite has the word: its hooks after the body. What the board is asked at the end of the body is no idleness of a suite, however long it takes. */
  get isInHooks(): boolean {
    return this.#finished !== undefined && this.#settling === undefined;
  }

  get isInBody(): boolean {
    return this.#gate.isInBody;
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
  get needsRecovery(): boolean {
    return this.#gate.crashed || this.#finished?.verdict === 'failed' || this.#finished?.verdict === 'error';
  }

  /** Brings the board to where the scenario starts. Resolves to false when it ended on the way. */
  async prepare(): Promise<boolean> {
    const { scenario, emit, attempt, recoverFirst, timeout, board } = this.#options;
    const limitMs = Math.round(Math.max(bodyFloorMs, toMs(timeout) / board.clock.speed));
    emit({ type: 'scenario.started', scenario: scenario.id, attempt, limitMs });
    try {
      await this.#preparation.run({ recoverFirst }, this.#over.signal);
    } catch (cause) {
      await this.finish(cause);
      return false;
    }
    this.#startBody();
    return true;
  }

  /** What the scenario before left behind has come only now: the board is to be recovered and prepared anew. */
  disturb(): void {
    this.#preparation.disturb();
  }

  /** One call of the body. Throws RevokedError, and nothing reaches the board, once the scenario has ended. */
  call(path: readonly string[], args: readonly unknown[], place?: string): Promise<unknown> {
    return this.#calls.call(this.isOpen ? this.#handle : undefined, { path, args, place }, this.#over.signal);
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
    return this.#lateId === undefined ? undefined : this.ending.lateError;
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
    if (this.isBodyOver) this.ending.stopHearing(why);
    else if (this.#failures.endBody(why, this.#calls.oldest?.place)) this.#endBody(why);
  }

  #endBody(why: Error): void {
    this.#over.abort(why);
    if (!this.isInBody) return;
    this.#options.onEnded(this.token, why);
    void this.#finishWithin(why instanceof InterruptedError ? hastyGraceMs : graceMs);
  }

  /** Something failed in the body or in a hook, and nobody awaited it. */
  addUnhandled(error: Error): void {
    this.ending.addUnhandled(error);
  }

  /** The body is over, or nobody waits for it any more. Resolves with what it came to so far; the first call counts. */
  finish(...thrown: readonly unknown[]): Promise<ScenarioResult> {
    this.#finishing ??= this.ending.reach(thrown).then(() => this.#judge());
    return this.#finishing;
  }

  /** Hooks after the body are through too. Resolves with the verdict; the first call counts. */
  settle(thrown: readonly unknown[]): Promise<ScenarioResult> {
    this.#settling ??= this.#settle(thrown);
    return this.#settling;
  }

  #startBody(): void {
    const { board, handover, held, timeout } = this.#options;
    const over = this.#over.signal;
    this.#gate.startBody();
    this.#observed = undefined;
    this.#handle = { ...board.handle(over, held), pause: () => handover.atPause(this.id, over) };
    void bodyTimeout({ board, timeout, calls: this.#calls, handover, over }).then((error) => this.end(error));
  }

  async #finishWithin(ms: number): Promise<void> {
    await boardClock().sleep(ms);
    if (this.#finishing !== undefined) return;
    this.#options.onStuck();
    await this.finish();
  }

  async #settle(thrown: readonly unknown[]): Promise<ScenarioResult> {
    await this.#finishing;
    await this.ending.lookAgain(monotonicMs() - this.#endedAt);
    this.#failures.addInHooks(...thrown);
    return this.#judge();
  }

  #judge(): ScenarioResult {
    this.#finished = this.ending.judge();
    this.#endedAt = monotonicMs();
    return this.#finished;
  }
}
