import type { Lab } from '../config/lab.ts';
import type { BoardContext } from '../core/board.ts';
import { ConfigError } from '../core/errors.ts';
import type { EventBody } from '../core/event.ts';
import { markOf } from '../core/process-mark.ts';
import { boardClock, monotonicMs } from '../core/time.ts';
import { holdingOfWires, type Lease, type LeaseTicket } from '../lease/lease.ts';
import { LeaseFolder } from '../lease/lease-folder.ts';
import { type Holding, holderText } from '../lease/lease-state.ts';
import { HeldError, heldError, takeBoard } from '../lease/take-board.ts';
import { wiresOf } from '../lease/wires.ts';

export interface LeasingOptions {
  readonly lab: Lab;
  readonly configPath: string;
  readonly stateDir: string;
  /** Of the run. */
  readonly dir: string;
  /** By name, each with the process that will own it. */
  readonly boards: ReadonlyMap<string, number | undefined>;
  /** Host milliseconds to wait for boards that are held. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly log: BoardContext['log'];
  /** Once, when there is somebody to wait for. */
  readonly tell: (sentence: string) => void;
  /** Called once a board, when somebody took it away. */
  readonly onLost: (board: string, holder: string) => void;
}

/** The boards of a run as its own: all of them or none, so that two runs that want each other's boards do not wait for ever. */
export class Leasing {
  /** What happened before there was a journal. */
  readonly events: readonly { readonly board: string; readonly body: EventBody }[];
  readonly #leases: ReadonlyMap<string, Lease>;
  readonly #lost = new Map<string, string>();
  private constructor(leases: ReadonlyMap<string, Lease>, events: Leasing['events'], onLost: LeasingOptions['onLost']) {
    this.events = events;
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
      return new Leasing(await allTaken(options, (board, body) => events.push({ board, body })), events, options.onLost);
    } catch (cause) {
      if (options.signal.aborted) return new Leasing(new Map(), [], options.onLost);
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

type Emit = (board: string, body: EventBody) => void;

const lookEveryMs = 500;

const allTaken = async (options: LeasingOptions, emit: Emit): Promise<ReadonlyMap<string, Lease>> => {
  const begin = monotonicMs();
  const wanted = wiredBoards(options);
  if (wanted.length === 0) return new Map();
  const folder = new LeaseFolder();
  for (let isFirst = true; ; isFirst = false) {
    const held = firstHeld(folder, wanted);
    if (!held) {
      const leases = await takenNow(options, wanted, folder, emit);
      if (leases) return leases;
    } else if (monotonicMs() - begin >= options.waitMs) throw heldError(held.board, held.holding, monotonicMs() - begin);
    else if (isFirst) options.tell(`waiting for ${held.board}, which is held by ${holderText(held.holding)}`);
    await boardClock().sleep(lookEveryMs, options.signal);
  }
};

interface Wanted {
  readonly board: string;
  readonly wires: readonly string[];
}

// In the same order for every run, so that of two that want the same boards one gets all of them.
const wiredBoards = ({ lab, boards }: LeasingOptions): readonly Wanted[] => {
  const wanted = [...boards.keys()]
    .map((board) => ({ board, wires: wiresOf(lab.boards[board]!) }))
    .filter(({ wires }) => wires.length > 0)
    .sort((a, b) => (a.wires[0]! < b.wires[0]! ? -1 : 1));
  for (const { board, wires } of wanted) {
    const twin = wanted.find((other) => other.board !== board && other.wires.some((wire) => wires.includes(wire)));
    if (twin) throw sharedWire(board, twin, wires);
  }
  return wanted;
};

const sharedWire = (board: string, twin: Wanted, wires: readonly string[]): ConfigError =>
  new ConfigError(`the boards ${board} and ${twin.board} hang on the same wire: ${twin.wires.find((wire) => wires.includes(wire))}`, {
    remedy: 'correct the lab file, or run them one after the other',
  });

// A board process that outlived its run is waited for by whoever takes the board.
const firstHeld = (folder: LeaseFolder, wanted: readonly Wanted[]): { readonly board: string; readonly holding: Holding } | undefined => {
  for (const { board, wires } of wanted) {
    const holding = holdingOfWires(folder, wires);
    if (holding?.state === 'held') return { board, holding };
  }
  return undefined;
};

/** Undefined when somebody else was quicker with one of them. */
const takenNow = async (
  options: LeasingOptions,
  wanted: readonly Wanted[],
  folder: LeaseFolder,
  emit: Emit,
): Promise<ReadonlyMap<string, Lease> | undefined> => {
  const leases = new Map<string, Lease>();
  try {
    for (const { board } of wanted) {
      const lease = await takeBoard({ ...parts(options, board, emit), folder });
      if (lease) leases.set(board, lease);
    }
    return leases;
  } catch (cause) {
    for (const lease of leases.values()) lease.release();
    if (cause instanceof HeldError) return undefined;
    throw cause;
  }
};

const parts = ({ lab, configPath, stateDir, dir, boards, signal, log }: LeasingOptions, board: string, emit: Emit) => {
  const mark = markOf(boards.get(board) ?? 0);
  return {
    definition: lab.boards[board]!,
    context: { name: board, stateDir, firmware: lab.firmware, signal, log, emit: (body: EventBody) => emit(board, body) },
    request: { command: commandLine(), config: configPath, run: dir, also: mark ? [mark] : [] },
  };
};

/** As somebody typed it. */
const commandLine = (): string => ['hil', ...process.argv.slice(2)].join(' ').slice(0, 200);
