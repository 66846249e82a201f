import type { LabEvent } from '../core/event.ts';
import type { Row } from '../report/timeline/row.ts';

/**
 * Leaves out what the runner and its health check say to a board to prove their wires: texts that are typed for their echo, the frames around commands on
 * the serial console, and the questions of the check before the first scenario. What came of them is told by events.
 */
export class WatchFilter {
  readonly #begun = new Set<string>();
  readonly #hidden = new Map<string, number>();

  /** Before the rows of an event. */
  take(event: LabEvent): void {
    if (event.type === 'scenario.started') this.#begun.add(event.board);
    if (event.type === 'board.opened') this.#begun.delete(event.board);
  }

  shows(row: Row): boolean {
    const isCheck = !this.#begun.has(row.board) && (row.kind === 'sent' || row.lane === 'command');
    if (!isCheck && !isHandshake(row)) return true;
    this.#hidden.set(row.board, (this.#hidden.get(row.board) ?? 0) + 1);
    return false;
  }

  /** How many lines of a board were left out since the last time it was asked. */
  hiddenOf(board: string): number {
    const count = this.#hidden.get(board) ?? 0;
    this.#hidden.delete(board);
    return count;
  }
}

// The wire test's pieces, the check's echo, what is asked to find a prompt, and the frames of the serial shell, typed and echoed.
const handshake = /\bhil\d+UUUU|\bhil-(?:health|status)\b|\bhil-(?:\$\?|\d+-\w+-|''?\w-|\w-[\da-f]{8}-)|\bHIL[A-Z]?=|\$\{?HIL[A-Z]?\b/;

const isHandshake = ({ lane, text }: Row): boolean => lane === 'a53' && handshake.test(text);
