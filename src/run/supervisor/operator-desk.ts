import pLimit from 'p-limit';
import type { FromHandover, HandedOver, HandoverTerms, ToHandover } from '../handover.ts';
import type { GivenBoard, Operator } from './operator.ts';

export interface OperatorDeskOptions {
  readonly operator: Operator | { readonly refusal: string } | undefined;
  /** Once for a run: the first failure is there, and nothing else is to go on. */
  readonly onFailure: (board: string) => void;
}

type Listener = Parameters<GivenBoard['onHeard']>[0];

interface Place {
  readonly missed: Missed;
  readonly end: AbortController;
}

/** Brings boards that wait for a person to that person, one at a time. */
export class OperatorDesk {
  readonly #options: OperatorDeskOptions;
  readonly #oneAtATime = pLimit(1);
  readonly #places = new Map<string, Place>();
  constructor(options: OperatorDeskOptions) {
    this.#options = options;
  }

  /** Why nobody can be given a board. */
  get refusal(): Pick<HandoverTerms, 'refusal'> {
    const { operator } = this.#options;
    if (operator === undefined) return { refusal: 'this run has no terminal' };
    return 'refusal' in operator ? operator : {};
  }

  /** What a board process says. `tell`: how it is answered. */
  take(board: string, message: FromHandover, tell: (message: ToHandover) => void): void {
    if (message.type === 'handed-over') void this.#bring(board, message.handed, tell);
    else if (message.type === 'taken-back') this.gone(board);
    else this.#places.get(board)?.missed.take(message);
  }

  /** Its process has the consoles itself again, or is gone. */
  gone(board: string): void {
    this.#places.get(board)?.end.abort();
    this.#places.delete(board);
  }

  async #bring(board: string, handed: HandedOver, tell: (message: ToHandover) => void): Promise<void> {
    const end = new AbortController();
    const missed = new Missed();
    this.#places.set(board, { missed, end });
    const { onFailure, operator } = this.#options;
    if (!operator || 'refusal' in operator) return tell({ type: 'left' });
    if (handed.why === 'failure') onFailure(board);
    await this.#oneAtATime(async () => {
      if (end.signal.aborted) return;
      const given: GivenBoard = {
        board,
        ...handed,
        onHeard: (listener) => missed.listen(listener),
        type: (console, text) => tell({ type: 'typed', console, text }),
        sendBreak: (console) => tell({ type: 'break', console }),
      };
      await operator.take(given, end.signal);
      tell({ type: 'left' });
    });
  }
}

// What a board says while its person is still busy with another one; the journal has all of it.
const mostMissed = 256;

class Missed {
  readonly #kept: Parameters<Listener>[0][] = [];
  #listener: Listener | undefined;

  take(message: Parameters<Listener>[0]): void {
    if (this.#listener) this.#listener(message);
    else if (this.#kept.length < mostMissed) this.#kept.push(message);
  }

  listen(listener: Listener): void {
    this.#listener = listener;
    for (const message of this.#kept.splice(0)) listener(message);
  }
}
