import pLimit from 'p-limit';
import type { Board } from '../../core/board.ts';
import type { OpenConsoles } from '../../core/console.ts';
import { HilError, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { anySignal, formatMs, monotonicMs, untilAborted } from '../../core/time.ts';
import { deferred } from '../deferred.ts';
import type { FromHandover, HandedOver, HandoverTerms, ToHandover } from '../handover.ts';

export interface HandoverOptions {
  readonly terms: HandoverTerms;
  readonly board: Pick<Board, 'consoles'>;
  readonly endState: 'off' | 'keep';
  readonly send: (message: FromHandover) => void;
  readonly emit: (event: EventBody) => void;
  /** The run ends: nobody keeps the board any longer. */
  readonly signal: AbortSignal;
}

const tailLines = 12;

/** The consoles of a board in the hands of the person who started the run. Capture, detection and the journal go on as ever. */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #oneAtATime = pLimit(1);
  #failed = false;
  #given: { readonly why: HandedOver['why']; readonly consoles: OpenConsoles; readonly left: () => void; typed: boolean } | undefined;
  #tookMs = 0;
  constructor(options: HandoverOptions) {
    this.#options = options;
  }

  /** Why the consoles are a person's just now. */
  get why(): HandedOver['why'] | undefined {
    return this.#given?.why;
  }

  /** Nothing runs after a failure. */
  get endsRun(): boolean {
    return this.#options.terms.atFailure;
  }

  /** Host milliseconds in which a person had the consoles, over all. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** Resolves once they are the run's own. */
  async settled(): Promise<void> {
    while (this.#given) await this.#oneAtATime(async () => {});
  }

  /** The first time that something failed, where the run is to stop for that. Resolves when the person is through, or the run ends. */
  async atFailure(scenario: string, sentence: string): Promise<void> {
    const { atFailure, refusal } = this.#options.terms;
    if (!atFailure || refusal !== undefined || this.#failed) return this.settled();
    this.#failed = true;
    await this.#give('failure', scenario, sentence, this.#options.signal);
  }

  /** Where a scenario asks for it. Throws HilError of the suite where nobody could ever end it. */
  async atPause(scenario: string, signal: AbortSignal): Promise<void> {
    const { refusal } = this.#options.terms;
    if (refusal !== undefined)
      throw new HilError('suite', `pause() gives the consoles to a person, and ${refusal}`, {
        remedy: 'start hil run on a terminal, or take pause() out of the scenario',
      });
    await this.#give('pause', scenario, `${scenario} pauses`, anySignal(signal, this.#options.signal));
  }

  /** What the person does. */
  take(message: ToHandover): void {
    const given = this.#given;
    if (!given) return;
    if (message.type === 'left') {
      given.left();
      return;
    }
    given.typed = true;
    const { console } = message;
    const doing = message.type === 'typed' ? given.consoles.send(console, message.text) : this.#sendBreak(given.consoles, console);
    doing.catch((cause: unknown) => this.#options.send({ type: 'remark', text: toErrorReport(cause).message }));
  }

  async #sendBreak(consoles: OpenConsoles, name: OpenConsoles['names'][number]): Promise<void> {
    const sent = await consoles.sendBreak(name);
    if (!sent) this.#options.send({ type: 'remark', text: 'this console has no break: raw TCP cannot carry one' });
  }

  #give(why: HandedOver['why'], scenario: string, sentence: string, signal: AbortSignal): Promise<void> {
    return this.#oneAtATime(async () => {
      const { board, emit, endState, send } = this.#options;
      const { consoles } = board;
      if (!consoles || signal.aborted) return;
      const left = deferred<void>();
      const begin = monotonicMs();
      const given = { why, consoles, left: left.resolve, typed: false };
      this.#given = given;
      const tails = Object.fromEntries(consoles.names.map((name) => [name, consoles.tail(name, tailLines)]));
      send({ type: 'handed-over', handed: { why, sentence, consoles: consoles.names, tails, endState } });
      emit({ type: 'board.handed-over', scenario, why });
      const stopHearing = consoles.onBytes((console, bytes) => send({ type: 'heard', console, bytes }));
      await untilAborted(left.promise, signal).catch(() => {});
      stopHearing();
      this.#given = undefined;
      const tookMs = monotonicMs() - begin;
      this.#tookMs += tookMs;
      send({ type: 'taken-back' });
      emit({ type: 'board.taken-back' });
      emit({ type: 'lab.noted', text: noteOf(scenario, why, tookMs, given.typed) });
    });
  }
}

const noteOf = (scenario: string, why: HandedOver['why'], tookMs: number, typed: boolean): string => {
  const when = why === 'pause' ? `while '${scenario}' paused` : `after '${scenario}' had failed`;
  return `somebody had the consoles for ${formatMs(tookMs)} ${when}, and ${typed ? 'typed on them' : 'typed nothing'}`;
};
