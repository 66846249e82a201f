import { splitEvenly } from './split-evenly.ts';

/** What is claimed at once and runs on one board. Ids carry their round. */
export interface ScheduledUnit {
  readonly ids: readonly string[];
  /** From 1. */
  readonly round: number;
  /** What it needs of U-Boot and the kernel: units of one group beside each other save boots. */
  readonly group: string;
  /** Roughly how long it takes, compared to others. */
  readonly weight: number;
}

/** What a board does next: scenarios of one round to walk through, a while of waiting, or nothing any more. */
export type Turn =
  | { readonly kind: 'walk'; readonly round: number; readonly ids: readonly string[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'over' };

interface Slot {
  readonly unit: ScheduledUnit;
  /** Whose turn it is meant for. */
  board: string;
  isClaimed: boolean;
  hasBegun: boolean;
  /** Ids without a result. */
  readonly open: Set<string>;
}

/**
 * Shares scenarios between the boards of a pool. Each board is given a part in which provisioning changes least; who runs out of work takes over half
 * of what the busiest has not begun. Whatever a board announced to run it must claim first, so that each unit runs once.
 */
export class Schedule {
  readonly #slots: readonly Slot[];
  readonly #slotOf = new Map<string, Slot>();
  readonly #live: Set<string>;
  /** Boards on their way to the first claim of a walk: nobody takes from them, or two idle boards could take from each other for ever. */
  readonly #setOut = new Set<string>();
  #isStopped = false;

  constructor(boards: readonly string[], units: readonly ScheduledUnit[]) {
    this.#live = new Set(boards);
    this.#slots = units.map((unit) => ({ unit, board: boards[0]!, isClaimed: false, hasBegun: false, open: new Set(unit.ids) }));
    for (const slot of this.#slots) for (const id of slot.unit.ids) this.#slotOf.set(id, slot);
    for (const round of new Set(units.map((unit) => unit.round))) this.#assign(this.#slots.filter(({ unit }) => unit.round === round));
  }

  /** What is meant for a board as things are, in order. */
  shareOf(board: string): readonly ScheduledUnit[] {
    return this.#slots.filter((slot) => slot.board === board).map(({ unit }) => unit);
  }

  turn(board: string): Turn {
    if (this.#isStopped || !this.#live.has(board)) return { kind: 'over' };
    if (this.#unclaimed(board).length === 0) this.#takeOver(board);
    const [first, ...rest] = this.#unclaimed(board);
    if (first) {
      this.#setOut.add(board);
      const { round } = first.unit;
      return { kind: 'walk', round, ids: [first, ...rest].filter(({ unit }) => unit.round === round).flatMap(({ unit }) => unit.ids) };
    }
    const isWaitedFor = ({ board: other, open }: Slot): boolean => other !== board && this.#live.has(other) && open.size > 0;
    return { kind: this.#slots.some(isWaitedFor) ? 'wait' : 'over' };
  }

  /** True when the board is to run it, now or again. */
  claim(board: string, id: string): boolean {
    const slot = this.#slotOf.get(id);
    if (!slot || slot.board !== board || this.#isStopped || !this.#live.has(board)) return false;
    slot.isClaimed = true;
    this.#setOut.delete(board);
    return true;
  }

  began(id: string): void {
    const slot = this.#slotOf.get(id);
    if (slot) slot.hasBegun = true;
  }

  finished(id: string): void {
    this.began(id);
    this.#slotOf.get(id)?.open.delete(id);
  }

  /** The board runs nothing any more: what it has not begun goes to the others. */
  exclude(board: string): void {
    if (!this.#live.delete(board)) return;
    const orphans = this.#slots.filter((slot) => slot.board === board && !slot.hasBegun);
    for (const slot of orphans) slot.isClaimed = false;
    this.#assign(orphans);
  }

  /** Nothing is begun any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** True while something is there that no board has claimed. */
  get hasWork(): boolean {
    return !this.#isStopped && this.#slots.some(({ isClaimed }) => !isClaimed);
  }

  /** Without a result: what a board began, and what nobody ran, each with the board that it was meant for last. */
  get open(): readonly { readonly board: string; readonly id: string; readonly hasBegun: boolean }[] {
    return this.#slots.flatMap(({ board, open, hasBegun }) => [...open].map((id) => ({ board, id, hasBegun })));
  }

  #assign(slots: readonly Slot[]): void {
    const boards = [...this.#live];
    const parts = splitEvenly(slots, boards.length, ({ unit }) => unit);
    for (const [index, part] of parts.entries()) for (const slot of part) slot.board = boards[index]!;
  }

  #unclaimed(board: string): readonly Slot[] {
    return this.#slots.filter((slot) => slot.board === board && !slot.isClaimed);
  }

  #takeOver(board: string): void {
    const others = [...this.#live].filter((other) => other !== board && !this.#setOut.has(other));
    const [most] = others.map((other) => this.#unclaimed(other)).sort((one, other) => weigh(other) - weigh(one));
    if (!most) return;
    const half = weigh(most) / 2;
    for (let index = most.length - 1, taken = 0; index >= 0 && taken < half; index--) {
      taken += most[index]!.unit.weight;
      most[index]!.board = board;
    }
  }
}

const weigh = (slots: readonly Slot[]): number => slots.reduce((sum, { unit }) => sum + unit.weight, 0);
