import { resolve } from 'node:path';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { shownText } from '../core/clean-text.ts';
import type { Lease } from '../run/lease/lease.ts';
import { holdingOfWires } from '../run/lease/lease.ts';
import { LeaseError } from '../run/lease/lease-error.ts';
import { LeaseFolder } from '../run/lease/lease-folder.ts';
import { type Holding, holderText } from '../run/lease/lease-state.ts';
import { takeBoard } from '../run/lease/take-board.ts';

export interface HandWork {
  readonly definition: BoardDefinition;
  readonly context: BoardContext;
  /** The lab file. */
  readonly config: string;
  readonly command: string;
}

/** Who has the board of a command, or left it behind. */
export const holdingOf = (definition: BoardDefinition): Holding | undefined => {
  const wires = definition.wires();
  return wires.length === 0 ? undefined : holdingOfWires(new LeaseFolder(), wires);
};

/**
 * Holds a board while somebody works on it by hand, so that no run begins meanwhile; aborts `lost` when it is taken away. Undefined where there is
 * nothing to hold. Throws LeaseError when somebody has it.
 */
export const heldByHand = async (work: HandWork, lost: AbortController): Promise<HeldByHand> => {
  const context: BoardContext = { ...work.context, log: (level, message) => void (level === 'warn' && warn(message)) };
  const request = { command: work.command, config: resolve(work.config) };
  return new HeldByHand(context.name, await takeBoard({ definition: work.definition, context, request }), lost);
};

export class HeldByHand implements Disposable {
  readonly #lease: Lease | undefined;
  constructor(board: string, lease: Lease | undefined, lost: AbortController) {
    this.#lease = lease;
    lease?.keep((by) => lost.abort(new LeaseError(`${board} was taken away by ${by ? holderText(by) : 'somebody'}`)));
  }

  [Symbol.dispose](): void {
    this.#lease?.release();
  }
}

export const warn = (message: string): void => void process.stderr.write(`hil: ${shownText(message)}\n`);
