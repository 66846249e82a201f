import type { ErrorReport } from '../../core/errors.ts';
import { untilAborted } from '../../core/time.ts';
import type { Answers, FromBoard, Question } from '../board-messages.ts';
import { type Deferred, deferred } from '../deferred.ts';

type Answer = Answers[keyof Answers];

/** The pool as one of its boards sees it: asked over the line to the supervisor. */
export class PoolClient {
  readonly #send: (message: FromBoard) => void;
  readonly #signal: AbortSignal;
  readonly #waiting = new Map<number, Deferred<Answer>>();
  #asked = 0;
  #isOut = false;
  /** `signal`: nobody may be there to answer any more. */
  constructor(send: (message: FromBoard) => void, signal: AbortSignal) {
    this.#send = send;
    this.#signal = signal;
  }

  /** Scenarios to walk through, in a while where others may leave some; undefined when the pool needs this board no more. */
  async turn(): Promise<{ readonly round: number; readonly ids: readonly string[] } | undefined> {
    const turn = (await this.#ask({ type: 'turn' })) as Answers['turn'] | undefined;
    return turn?.kind === 'walk' ? turn : undefined;
  }

  async claim(id: string): Promise<boolean> {
    return (await this.#ask({ type: 'claim', id })) === true;
  }

  /** What this board was to run goes to the others. */
  leave(error: ErrorReport): void {
    if (this.#isOut) return;
    this.#isOut = true;
    this.#send({ type: 'out', error });
  }

  answered(number: number, answer: Answer): void {
    this.#waiting.get(number)?.resolve(answer);
    this.#waiting.delete(number);
  }

  async #ask(question: Question): Promise<Answer | undefined> {
    if (this.#signal.aborted) return undefined;
    const number = ++this.#asked;
    const waiting = deferred<Answer>();
    this.#waiting.set(number, waiting);
    this.#send({ type: 'question', number, question });
    return untilAborted(waiting.promise, this.#signal).catch(() => undefined);
  }
}
