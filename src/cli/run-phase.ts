import type { LabEvent } from '../core/event.ts';
import { monotonicMs } from '../core/time.ts';

interface Phase {
  readonly text: string;
  /** Host monotonic milliseconds. */
  readonly since: number;
}

/** What goes on before the first scenario of a board and after its last one, in words for the live line. */
export class RunPhase {
  readonly #begun = new Set<string>();
  readonly #finished = new Map<string, number>();
  readonly #endings = new Map<string, Phase>();
  readonly #closed = new Set<string>();
  #planned: Readonly<Record<string, number>> = {};
  #run: Phase | undefined;

  take(event: LabEvent): void {
    const { board, type } = event;
    if (type === 'run.planned') this.#planned = event.scenarios;
    else if (type === 'scenario.started') this.#begin(board);
    else if (type === 'scenario.finished') this.#finish(board);
    else if (type === 'power.switched' && this.#endings.has(board)) this.#endings.set(board, phase('making sure that it is off'));
    else if (type === 'board.closed') this.#close(board);
    else if (type === 'run.finished') this.#run = phase('writing the reports');
  }

  /** No scenario is left on any board. */
  get isOver(): boolean {
    const planned = sum(Object.values(this.#planned));
    return planned > 0 && sum(this.#finished.values()) >= planned;
  }

  /** Of the whole run, once all boards are closed. */
  get run(): Phase | undefined {
    return this.#run;
  }

  of(board: string): Phase | undefined {
    return this.#endings.get(board);
  }

  /** Before its first scenario the board and its lab are checked. */
  isChecking(board: string): boolean {
    return !this.#begun.has(board) && !this.#endings.has(board);
  }

  isClosed(board: string): boolean {
    return this.#closed.has(board);
  }

  #begin(board: string): void {
    this.#begun.add(board);
    this.#endings.delete(board);
  }

  #finish(board: string): void {
    const count = (this.#finished.get(board) ?? 0) + 1;
    this.#finished.set(board, count);
    const ends = this.isOver ? Object.keys(this.#planned) : count >= (this.#planned[board] ?? Number.POSITIVE_INFINITY) ? [board] : [];
    for (const each of ends) if (!this.#endings.has(each)) this.#endings.set(each, phase('putting back what was changed'));
  }

  #close(board: string): void {
    this.#closed.add(board);
    if (Object.keys(this.#planned).every((each) => this.#closed.has(each))) this.#run = phase('looking for causes');
  }
}

const phase = (text: string): Phase => ({ text, since: monotonicMs() });

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
