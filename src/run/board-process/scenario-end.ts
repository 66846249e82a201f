import type { Board } from '../../core/board.ts';
import { ConnectionLostError, type ErrorReport, KernelIncidentError, OutcomeError, toErrorReport } from '../../core/errors.ts';
import type { M7Observation } from '../../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import { anySignal, boardClock, type Duration, monotonicMs, toMs } from '../../core/time.ts';
import type { IncidentGate } from '../verdict/incident-gate.ts';
import { isM7InDoubt } from '../verdict/m7-in-doubt.ts';
import type { ModelLimitLog } from '../verdict/model-limit-log.ts';
import { notAliveAtTheEnd } from '../verdict/not-alive-at-the-end.ts';
import { isSilence, ofLab, type ScenarioFailures } from '../verdict/scenario-failures.ts';
import { reportThrown, resultOf, withExcerpt } from '../verdict/scenario-result.ts';
import type { BoardCalls } from './board-calls.ts';
import type { Handover } from './handover.ts';

export interface ScenarioEndOptions {
  readonly board: Board;
  readonly scenario: ScenarioDescription;
  /** Host monotonic milliseconds. */
  readonly startedAt: number;
  /** Host milliseconds that a person has had the consoles for, over all; and whether one is to have them as a failure leaves them. */
  readonly handover: Pick<Handover, 'tookMs' | 'endsRun'>;
  readonly gate: IncidentGate;
  readonly calls: BoardCalls;
  readonly failures: ScenarioFailures;
  readonly model: ModelLimitLog;
  /** The last M7 observation since the body began. */
  readonly observed: () => M7Observation | undefined;
  /** Another scenario looks at what this one leaves. */
  readonly isFollowed: boolean;
  /** Takes the board from the body. */
  readonly revoke: () => void;
}

// In host time: wires that go together do not say so in the same instant.
const wiresWithinMs = 500;
// In host time: how long what still goes on with the board may take to stop.
const stopWithinMs = 3000;
// In host time: a look at the wire of a console.
const wireWithinMs = 40_000;
// In board time: a boot, and Linux asked about its wires.
const bootsWithin: Duration = '8min';
// In host time: hooks that did more than pass by.
const longHooksMs = 500;
const excerptLines = 60;

/** The end of one scenario: the board is taken from the body, heard out, and the verdict is reached. */
export class ScenarioEnd {
  readonly #options: ScenarioEndOptions;
  /** What nobody awaited. */
  readonly #unhandled: Error[] = [];
  /** Aborts when the lab or the run ends while the board is heard out. */
  readonly #hearing = new AbortController();
  /** Aborts when nobody can look at the lab any more. What an incident says while the board is heard out is a reason to look. */
  readonly #looking = new AbortController();
  /** What it announced and has not come, in words. */
  #unmet: readonly string[] = [];
  #hasLookedAtM7Console = false;
  readonly #handedBefore: number;
  /** A person who looks at the board adds lines of no meaning for the verdict. */
  #kept: readonly string[] | undefined;
  constructor(options: ScenarioEndOptions) {
    this.#options = options;
    this.#handedBefore = options.handover.tookMs;
  }

  addUnhandled(error: Error): void {
    this.#unhandled.push(error);
  }

  /** The lab or the run ends after the body. */
  stopHearing(why: Error): void {
    this.#options.failures.addAfterBody(why);
    this.#hearing.abort(why);
    if (!(why instanceof KernelIncidentError)) this.#looking.abort(why);
  }

  /** The body threw this, if anything, and is over. Resolves once the next scenario may have the board. */
  async reach(thrown: readonly unknown[]): Promise<void> {
    const { board, scenario, gate, calls, failures, model, revoke } = this.#options;
    failures.addInBody(...thrown);
    await this.#settle();
    // A Linux that goes down takes its network with it.
    if (!gate.crashed) failures.passedOver = calls.trouble;
    this.#unmet = gate.isInBody ? (board.unmet?.() ?? []) : [];
    revoke();
    if (thrown.some((error) => error instanceof ConnectionLostError)) await boardClock().sleep(wiresWithinMs);
    await calls.finished(stopWithinMs);
    if (scenario.needs.injects) await board.faults?.disarm().catch(() => {});
    const unheard = this.#firstFailure === undefined ? await this.#hearOut() : undefined;
    if (unheard) failures.addInBody(unheard);
    failures.labTrouble = await this.#askRelay();
    failures.sshTrouble = await this.#askSsh();
    failures.labTrouble ??= await this.#askM7Console();
    failures.labTrouble ??= await this.#askWire();
    failures.labTrouble ??= await this.#askNextBoot();
    await model.collect(board);
  }

  /** What an M7 that counts came to while hooks after the body took a while belongs to the verdict, and so does what its console came to. */
  async lookAgain(hooksMs: number): Promise<void> {
    const { board, failures, gate } = this.#options;
    if (hooksMs < longHooksMs || !gate.isInBody) return;
    // Whatever it finds wrong is an incident.
    if (this.#firstFailure === undefined) await board.hearOut?.(this.#hearing.signal).catch(() => {});
    if (this.doubtsM7) failures.labTrouble ??= await this.#askM7Console();
  }

  /** By what is known now; `found`: what has come out of the lab since. */
  judge(found?: Error): ScenarioResult {
    const observed = this.#options.observed();
    const { scenario, startedAt, gate, failures, handover, model } = this.#options;
    failures.labTrouble ??= found;
    const { fatal, isInBody } = gate;
    const { known } = scenario.expects;
    return resultOf(scenario, {
      thrown: failures
        .inOrder(gate.error())
        .map((thrown) => model.blame(this.#reportOf(thrown), { observed, commands: this.#options.calls.commands })),
      fatal: failures.labTrouble ? undefined : fatal,
      beside: known?.incident ? gate.beside(known.incident).map((error) => this.#reportOf(error)) : [],
      missing: this.#missing,
      observed,
      cutShort: failures.cause !== undefined || fatal !== undefined || !isInBody,
      unhandled: this.#unhandled.map((error) => this.#reportOf(error)),
      excerpt: () => this.#excerptOfEnd,
      durationMs: monotonicMs() - startedAt - (handover.tookMs - this.#handedBefore),
    });
  }

  /** Its verdict stands on an M7 that was silent, and nobody has looked at its console. */
  get doubtsM7(): boolean {
    return this.#isM7InDoubt && !this.#hasLookedAtM7Console;
  }

  /** What came after the verdict and makes another one of it. */
  get lateError(): ErrorReport | undefined {
    const error = this.#options.gate.error();
    if (!error) return undefined;
    const message = `${error.message}, after the last step of the scenario`;
    return withExcerpt({ ...toErrorReport(error), message, isLate: true }, this.#excerpt());
  }

  /** What is being printed has come, and what the console claims is told or refuted. */
  async #settle(): Promise<void> {
    const { board, gate } = this.#options;
    await gate.settle();
    if (await board.claimsSettled?.()) await gate.settle();
  }

  /** A verdict is final once what the last step set off has come, and Linux still answers. Resolves with why it does not. */
  async #hearOut(): Promise<unknown> {
    const { board, gate, failures } = this.#options;
    if (!gate.isInBody || !board.hearOut) return undefined;
    try {
      await board.hearOut(this.#hearing.signal);
      await this.#settle();
      return await this.#whyNotAlive();
    } catch (cause) {
      return failures.afterBody ?? cause;
    }
  }

  // What it was when somebody looked at it does not hold at the end.
  async #whyNotAlive(): Promise<Error | undefined> {
    const { board, calls, observed, scenario } = this.#options;
    const wasAlive = scenario.expects.outcome === 'alive' && observed()?.outcome === 'alive';
    if (!wasAlive || !(await board.m7Stopped?.(this.#hearing.signal))) return undefined;
    return notAliveAtTheEnd(calls.commands);
  }

  // A board without power looks like a frozen one.
  async #askRelay(): Promise<Error | undefined> {
    const first = this.#firstFailure;
    if (first === undefined || this.#reportOf(first).fault !== 'dut') return undefined;
    const { board, gate, startedAt } = this.#options;
    const hasReset = gate.fatal?.kind === 'unexpected-reset' || gate.kinds().includes('unexpected-reset');
    return board.powerCut?.({ hasReset, ...(gate.isInBody ? {} : { preparedSince: startedAt }) });
  }

  // What was read from an SSH that spoils answers proves nothing; what the consoles said still does.
  async #askSsh(): Promise<Error | undefined> {
    const { board, failures, gate } = this.#options;
    const first = this.#firstFailure;
    const mayBeSsh = first !== undefined && failures.labTrouble === undefined && gate.fatal === undefined;
    return mayBeSsh && this.#reportOf(first).fault === 'dut' ? board.sshTrouble?.() : undefined;
  }

  async #askM7Console(): Promise<Error | undefined> {
    if (!this.#isM7InDoubt || this.#options.isFollowed) return undefined;
    this.#hasLookedAtM7Console = true;
    // What it said is not what the boot says.
    this.#kept ??= this.#excerpt();
    return this.#options.board.m7ConsoleTrouble?.(this.#looking.signal).catch(() => undefined);
  }

  get #isM7InDoubt(): boolean {
    const { failures, gate, observed, scenario } = this.#options;
    const first = this.#firstFailure;
    const fault = first === undefined ? undefined : this.#reportOf(first).fault;
    const seen = { outcome: observed()?.outcome, incidents: gate.kinds(), fault, isDeclared: scenario.expects.outcome !== undefined };
    return failures.labTrouble === undefined && isM7InDoubt(seen);
  }

  // What was announced may have come, and nobody has heard it.
  async #askWire(): Promise<Error | undefined> {
    const { board } = this.#options;
    const missing = this.#missing;
    if (missing.length === 0 || this.#firstFailure !== undefined || !board.reconsider) return undefined;
    this.#kept ??= this.#excerpt();
    const signal = anySignal(this.#looking.signal, AbortSignal.timeout(wireWithinMs));
    const error = new OutcomeError(`expected incidents that did not come: ${missing.join(', ')}`);
    return ofLab(await board.reconsider(error, signal).catch(() => error));
  }

  // A board that stands still, and one whose console and network have gone, look alike. What a person is to look at is left as it is.
  async #askNextBoot(): Promise<Error | undefined> {
    const { board, failures, handover } = this.#options;
    const first = this.#firstFailure;
    const isExplained = failures.labTrouble !== undefined || failures.sshTrouble !== undefined;
    if (!isSilence(first) || isExplained || handover.endsRun || !board.reconsiderSilence) return undefined;
    this.#kept ??= this.#excerpt();
    const late = AbortSignal.timeout(Math.max(wireWithinMs, toMs(bootsWithin) / board.clock.speed));
    return ofLab(await board.reconsiderSilence(first, anySignal(this.#looking.signal, late)).catch(() => undefined));
  }

  get #missing(): readonly string[] {
    return [...this.#options.gate.missing(), ...this.#unmet];
  }

  get #firstFailure(): unknown {
    return this.#options.failures.inOrder(this.#options.gate.error())[0];
  }

  #reportOf(thrown: unknown): ErrorReport {
    return reportThrown(thrown, { inBody: this.#options.gate.isInBody });
  }

  get #excerptOfEnd(): readonly string[] {
    this.#kept ??= this.#excerpt();
    return this.#kept;
  }

  #excerpt(): readonly string[] {
    const { board, startedAt } = this.#options;
    return board.excerpt(startedAt, excerptLines);
  }
}
