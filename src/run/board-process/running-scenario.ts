import type { Board } from '../../core/board.ts';
import { RevokedError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { type ScenarioDescription, type ScenarioResult, wantsRefusal } from '../../core/scenario.ts';
import { monotonicMs } from '../../core/time.ts';
import { type Answer, type Begun, type BodyEnd, type Ended, fromWire, toWire, type WireError } from '../../scenario/wire.ts';
import { ProcessLostError } from '../errors.ts';
import { isBad } from '../verdict/results.ts';
import type { BoardResults } from './board-results.ts';
import type { Handover } from './handover.ts';
import type { IncidentOwners } from './incident-owners.ts';
import { M7Doubts } from './m7-doubts.ts';
import { ScenarioSession } from './scenario-session.ts';
import type { PlannedScenario } from './scenario-turn.ts';

export interface RunningScenarioOptions {
  readonly board: Board;
  readonly results: BoardResults;
  readonly owners: IncidentOwners;
  readonly handover: Handover;
  readonly emit: (event: EventBody) => void;
  readonly onEnded: (token: string, why: WireError) => void;
  /** The test process does not react: it must go. */
  readonly onStuck: () => void;
  /** No other attempt may follow. */
  readonly isStopped: () => boolean;
  /** After each attempt. */
  readonly onOver: (result: ScenarioResult) => void;
}

/** The scenario that runs on a board, for the test process that holds its token; one at a time. */
export class RunningScenario {
  readonly #options: RunningScenarioOptions;
  readonly #endings = new WeakMap<ScenarioSession, Ended>();
  #session: ScenarioSession | undefined;
  #activeAt = monotonicMs();
  #recoverNext = false;
  /** A scenario has the loss of the test process in its result. */
  #answersForLoss = false;
  readonly #m7Doubts: M7Doubts;
  constructor(options: RunningScenarioOptions) {
    this.#options = options;
    this.#m7Doubts = new M7Doubts(options.board, options.results);
  }

  get session(): ScenarioSession | undefined {
    return this.#session;
  }

  /** Host milliseconds since something was done for a scenario; 0 while one runs, and while its board is heard out. */
  get idleMs(): number {
    if (this.#options.handover.why || this.#m7Doubts.isLooking || (this.#session && !this.#session.isInHooks)) return 0;
    return monotonicMs() - Math.max(this.#activeAt, this.#session?.endedAt ?? 0);
  }

  beginProcess(): () => boolean {
    this.#answersForLoss = false;
    this.touch();
    return () => this.#answersForLoss;
  }

  /** Something is done for a scenario. */
  touch(): void {
    this.#activeAt = monotonicMs();
  }

  /** Something that it left behind came after its verdict: the next scenario gets a recovered board. */
  cameLate(session: ScenarioSession): void {
    this.#recoverNext = true;
    this.#m7Doubts.add(session);
  }

  /** Nobody needs what scenarios have left on the board: whether an M7 that was silent for them has a dead console is looked at, where nobody has. */
  async settleM7(): Promise<void> {
    const explained = await this.#m7Doubts.settle();
    this.touch();
    if (explained) this.#options.onOver(explained);
  }

  /** Ends it, and whatever is looked at for those before it. */
  stop(why: Error): void {
    this.#m7Doubts.stop(why);
    this.#session?.end(why);
  }

  /** `onBegun`: before the board is prepared. */
  async start(
    scenario: ScenarioDescription,
    { timeout, silence, isFollowed }: Pick<PlannedScenario, 'timeout' | 'silence' | 'isFollowed'>,
    onBegun: (session: ScenarioSession) => void,
  ): Promise<Begun> {
    const { board, emit, handover, onEnded, onStuck, owners, results } = this.#options;
    const session = new ScenarioSession({
      board,
      scenario,
      timeout,
      held: { silence, wantsRefusal: wantsRefusal(scenario.expects) },
      attempt: results.nextAttempt(scenario.id),
      recoverFirst: this.#recoverNext,
      isFollowed,
      handover,
      emit,
      onEnded: (token, why) => onEnded(token, toWire(why)),
      onStuck: () => {
        this.#answersForLoss = true;
        onStuck();
        void this.#abandon(session);
      },
    });
    onBegun(session);
    this.#session = session;
    owners.begin(session);
    if (await session.prepare()) return { kind: 'ready', token: session.token };
    const failed = sentenceOf(await session.finish());
    this.touch();
    return { kind: 'failed', token: session.token, failed };
  }

  /** Throws RevokedError once the scenario of this token is over. */
  of(token: string, what = 'a board'): ScenarioSession {
    if (this.#session?.token === token) return this.#session;
    throw new RevokedError(`${what} was used after the end of its scenario; nothing of it reached the board`, {
      remedy: 'await everything that a scenario starts before it ends',
    });
  }

  async call(token: string, path: readonly string[], args: readonly unknown[], place?: string): Promise<Answer> {
    try {
      return { value: await this.of(token, `board.${path.join('.')}`).call(path, args, place) };
    } catch (cause) {
      const error = toWire(cause);
      return { error: place ? { ...error, own: { ...error.own, place } } : error };
    }
  }

  /** Into the journal, while the body runs. */
  note(token: string, eventOf: (scenario: string) => EventBody): void {
    if (this.#session?.token === token && this.#session.isOpen) this.#options.emit(eventOf(this.#session.id));
  }

  async end(token: string, thrown: readonly WireError[]): Promise<BodyEnd> {
    const result = await this.of(token).finish(...thrown.map(fromWire));
    await this.showFailure(result);
    this.touch();
    return isBad(result) ? { failed: sentenceOf(result) } : {};
  }

  async settle(token: string, thrown: readonly WireError[]): Promise<Ended> {
    const session = this.of(token);
    return this.#closed(session, session.settle(thrown.map(fromWire)));
  }

  /** A person may look at the board now, if this is a failure and the run stops at it. */
  async showFailure(result: ScenarioResult | undefined): Promise<void> {
    if (result && isBad(result)) await this.#options.handover.atFailure(result.id, failureText(result));
  }

  /** The test process is gone, and with it what ran there. */
  async workerLost(why: string): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#answersForLoss = true;
    const inHooks = session.isBodyOver ? [new ProcessLostError(`${why} in a hook after the scenario`, { fault: 'suite' })] : [];
    await session.finish(new ProcessLostError(why));
    await this.#closed(session, session.settle(inHooks));
  }

  /** Whatever still runs ends. */
  async close(): Promise<void> {
    if (this.#session) await this.#abandon(this.#session);
  }

  /** Nobody waits for its body or its hooks any more. */
  async #abandon(session: ScenarioSession): Promise<void> {
    await session.finish();
    await this.#closed(session, session.settle([]));
  }

  async #closed(session: ScenarioSession, finishing: Promise<ScenarioResult>): Promise<Ended> {
    const result = await finishing;
    await this.showFailure(result);
    this.touch();
    const ended = this.#endings.get(session) ?? this.#conclude(session, result);
    this.#endings.set(session, ended);
    return ended;
  }

  #conclude(session: ScenarioSession, result: ScenarioResult): Ended {
    const { emit, isStopped, onOver, owners, results } = this.#options;
    const { id, attempt } = session;
    this.#recoverNext = session.needsRecovery;
    onOver(result);
    if (this.#session === session) this.#session = undefined;
    owners.end(session);
    if (!isStopped() && results.takesAttempt(result)) {
      emit({ type: 'scenario.attempted', scenario: id, attempt, result });
      return { kind: 'again' };
    }
    results.finishAttempts(result);
    this.#m7Doubts.add(session);
    return { kind: 'over' };
  }
}

/** For a screen: what failed, whose fault it is, and where. */
const failureText = (result: ScenarioResult): string => {
  const [first] = result.errors;
  return `${result.id} - ${first ? `${first.fault}: ` : ''}${sentenceOf(result)}${first?.place ? ` (${first.place})` : ''}`;
};

const sentenceOf = ({ verdict, reason, errors }: ScenarioResult): string => errors[0]?.message ?? reason ?? verdict;
