import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { LeaseTicket } from '../lease/lease.ts';
import { holderText } from '../lease/lease-state.ts';
import { noBoards, type TakeBoardsOptions, type TakenBoards, takeBoards } from './take-boards.ts';

export interface LeasingOptions extends TakeBoardsOptions {
  /** Called once a board, when somebody took it away. */
  readonly onLost: (board: string, holder: string) => void;
}

/** The boards of a run as its own, until it gives them back. */
export class Leasing {
  /** What happened before there was a journal. */
  readonly events: readonly { readonly board: string; readonly body: EventBody }[];
  /** Boards that the run goes without, and why. */
  readonly excluded: ReadonlyMap<string, ErrorReport>;
  readonly #leases: TakenBoards['leases'];
  readonly #lost = new Map<string, string>();
  private constructor({ leases, excluded }: TakenBoards, events: Leasing['events'], onLost: LeasingOptions['onLost']) {
    this.events = events;
    this.excluded = excluded;
    this.#leases = leases;
    for (const [board, lease] of leases) {
      lease.keep((by) => {
        this.#lost.set(board, by ? holderText(by) : 'somebody');
        onLost(board, this.#lost.get(board)!);
      });
    }
  }

  /** Without anything once the signal has aborted. Throws LeaseError when a board is not to be had in time. */
  static async take(options: LeasingOptions): Promise<Leasing> {
    const events: { board: string; body: EventBody }[] = [];
    try {
      return new Leasing(await takeBoards(options, (board, body) => events.push({ board, body })), events, options.onLost);
    } catch (cause) {
      if (options.signal.aborted) return new Leasing(noBoards, [], options.onLost);
      throw cause;
    }
  }

  ticketOf(board: string): LeaseTicket | undefined {
    return this.#leases.get(board)?.ticket;
  }

  isLost(board: string): boolean {
    const lease = this.#leases.get(board);
    return lease !== undefined && (this.#lost.has(board) || !lease.isHeld());
  }

  /** Who took it away; undefined while it is this run's. */
  lostTo(board: string): string | undefined {
    return this.isLost(board) ? (this.#lost.get(board) ?? 'somebody') : undefined;
  }

  /** `inOrder`: false when the board is in a state that nobody knows; whoever takes it next switches it off first. */
  end(board: string, { inOrder }: { readonly inOrder: boolean }): void {
    if (inOrder) this.#leases.get(board)?.release();
    else this.#leases.get(board)?.abandon();
  }
}
