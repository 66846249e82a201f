import type { Lab } from '../../config/lab.ts';
import type { BoardContext } from '../../core/board.ts';
import { ConfigError, type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { markOf } from '../../core/process-mark.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { holdingOfWires, type Lease } from '../lease/lease.ts';
import { LeaseError } from '../lease/lease-error.ts';
import { LeaseFolder } from '../lease/lease-folder.ts';
import { type Holding, holderText } from '../lease/lease-state.ts';
import { HeldError, heldError, takeBoard } from '../lease/take-board.ts';

export interface TakeBoardsOptions {
  readonly lab: Lab;
  readonly configPath: string;
  readonly stateDir: string;
  /** Of the run. */
  readonly dir: string;
  /** By name, each with the process that will own it. */
  readonly boards: ReadonlyMap<string, number | undefined>;
  /** Boards that share their scenarios: of those one is enough. */
  readonly pools: readonly (readonly string[])[];
  /** Host milliseconds to wait for boards that are held. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly log: BoardContext['log'];
  /** Once, when there is somebody to wait for. */
  readonly tell: (sentence: string) => void;
}

export interface TakenBoards {
  readonly leases: ReadonlyMap<string, Lease>;
  /** Boards that the run goes without, since others of their pool do their part. */
  readonly excluded: ReadonlyMap<string, ErrorReport>;
}

export const noBoards: TakenBoards = { leases: new Map(), excluded: new Map() };

type Emit = (board: string, body: EventBody) => void;

const lookEveryMs = 500;

/**
 * Takes every board that a run cannot do without, and what is to be had of the others. All or none, so that two runs that want each other's boards do
 * not wait for ever. Throws LeaseError when a board is not to be had in time.
 */
export const takeBoards = async (options: TakeBoardsOptions, emit: Emit): Promise<TakenBoards> => {
  const begin = monotonicMs();
  const wanted = wiredBoards(options);
  if (wanted.length === 0) return noBoards;
  const folder = new LeaseFolder();
  for (let isFirst = true; ; isFirst = false) {
    const held = heldOf(folder, wanted);
    const missed = indispensable(held.keys(), options.pools);
    if (missed === undefined) {
      const taken = await takenNow(options, wanted, held, folder, emit);
      if (taken) return taken;
    } else if (monotonicMs() - begin >= options.waitMs) throw heldError(missed, held.get(missed)!, monotonicMs() - begin);
    else if (isFirst) options.tell(`waiting for ${missed}, which is held by ${holderText(held.get(missed)!)}`);
    await boardClock().sleep(lookEveryMs, options.signal);
  }
};

/** The first of these boards that none of its pool stands in for. */
const indispensable = (missing: Iterable<string>, pools: TakeBoardsOptions['pools']): string | undefined => {
  const all = new Set(missing);
  return [...all].find((board) => (pools.find((pool) => pool.includes(board)) ?? [board]).every((sibling) => all.has(sibling)));
};

interface Wanted {
  readonly board: string;
  readonly wires: readonly string[];
}

// In the same order for every run, so that of two that want the same boards one gets all of them.
const wiredBoards = ({ lab, boards }: TakeBoardsOptions): readonly Wanted[] => {
  const wanted = [...boards.keys()]
    .map((board) => ({ board, wires: lab.boards[board]!.wires() }))
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
const heldOf = (folder: LeaseFolder, wanted: readonly Wanted[]): ReadonlyMap<string, Holding> => {
  const held = new Map<string, Holding>();
  for (const { board, wires } of wanted) {
    const holding = holdingOfWires(folder, wires);
    if (holding?.state === 'held') held.set(board, holding);
  }
  return held;
};

/** Undefined when somebody else was quicker with a board that the run cannot do without. */
const takenNow = async (
  options: TakeBoardsOptions,
  wanted: readonly Wanted[],
  held: ReadonlyMap<string, Holding>,
  folder: LeaseFolder,
  emit: Emit,
): Promise<TakenBoards | undefined> => {
  const leases = new Map<string, Lease>();
  const excluded = new Map([...held].map(([board, holding]) => [board, whyWithout(board, heldError(board, holding))]));
  try {
    for (const { board } of wanted) {
      if (held.has(board)) continue;
      try {
        const lease = await takeBoard({ ...parts(options, board, emit), folder });
        if (lease) leases.set(board, lease);
      } catch (cause) {
        if (!(cause instanceof LeaseError) || indispensable([...excluded.keys(), board], options.pools) !== undefined) throw cause;
        excluded.set(board, whyWithout(board, cause));
      }
    }
    return { leases, excluded };
  } catch (cause) {
    for (const lease of leases.values()) lease.release();
    if (cause instanceof HeldError) return undefined;
    throw cause;
  }
};

// `--wait` would not help: the run begins with what there is.
const whyWithout = (board: string, cause: LeaseError): ErrorReport => {
  const report = toErrorReport(cause);
  return cause instanceof HeldError
    ? { ...report, remedy: `ask whoever has it, or take it away with: hil release ${board} --force` }
    : report;
};

const parts = ({ lab, configPath, stateDir, dir, boards, signal, log }: TakeBoardsOptions, board: string, emit: Emit) => {
  const mark = markOf(boards.get(board) ?? 0);
  return {
    definition: lab.boards[board]!,
    context: { name: board, stateDir, firmware: lab.firmware, signal, log, emit: (body: EventBody) => emit(board, body) },
    request: { command: commandLine(), config: configPath, run: dir, also: mark ? [mark] : [] },
  };
};

/** As somebody typed it. */
const commandLine = (): string => ['hil', ...process.argv.slice(2)].join(' ').slice(0, 200);
