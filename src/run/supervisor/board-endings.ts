import { toErrorReport } from '../../core/errors.ts';
import type { JournalWriter } from '../../journal/journal-writer.ts';
import { ProcessLostError } from '../errors.ts';
import { takenAway } from '../lease/lease-error.ts';
import type { Pool } from '../schedule/pool.ts';
import { notRunEvents } from '../verdict/not-run.ts';
import type { BoardEnd, RunChild } from './board-child.ts';
import type { Leasing } from './leasing.ts';
import { switchOffFor } from './power-guard.ts';
import { unannouncedEvents } from './run-children.ts';
import type { RunOptions } from './run-options.ts';
import { spinRemedy } from './spin-watch.ts';

export interface BoardEndingsOptions extends Pick<RunOptions, 'lab' | 'log'> {
  readonly stateDir: string;
  readonly leases: Leasing;
  readonly journal: JournalWriter;
  readonly poolOf: (board: string) => Pool | undefined;
}

// In host time: a relay may be behind a network, and an outlet behind others in the queue of a slow PDU.
const switchOffWithinMs = 180_000;

/** The ends of the processes that own the boards, and what the supervisor does for a board whose process could not. */
export class BoardEndings {
  readonly #options: BoardEndingsOptions;
  constructor(options: BoardEndingsOptions) {
    this.#options = options;
  }

  /** Waits for the end of a board process. Resolves with what went wrong. */
  async accompany(child: RunChild): Promise<string[]> {
    const { journal, leases } = this.#options;
    const end = await child.ended;
    const problems = await this.#conclude(child, end);
    const holder = leases.lostTo(child.name);
    if (holder) journal.append({ type: 'lease.lost', holder }, child.name);
    leases.end(child.name, { inOrder: end.orderly || problems.length === 1 });
    return problems;
  }

  async #conclude(child: RunChild, end: BoardEnd): Promise<string[]> {
    const { journal, leases, poolOf } = this.#options;
    if (!poolOf(child.name)) for (const event of unannouncedEvents(child, end)) journal.append(event, child.name);
    if (end.orderly) return end.problems.map((problem) => `${child.name}: ${problem}`);
    const holder = leases.lostTo(child.name);
    const lost = new ProcessLostError(
      `the process that owns ${child.name} ${end.how}`,
      end.isLabs ? { fault: 'lab', remedy: spinRemedy } : { remedy: 'see the log of the run' },
    );
    const error = holder === undefined ? lost : takenAway(holder);
    this.#exclude(child, error);
    return holder === undefined ? [error.message, ...(await this.#switchOff(child.name))] : [`${child.name}: ${error.message}`];
  }

  #exclude(child: RunChild, why: Error): void {
    const { journal, poolOf } = this.#options;
    const error = toErrorReport(why);
    journal.append({ type: 'board.excluded', error }, child.name);
    poolOf(child.name)?.exclude(child.name, error);
    for (const event of notRunEvents([...child.unfinished], error, child.running)) journal.append(event, child.name);
  }

  /** Nobody else is left to do it. */
  #switchOff(name: string): Promise<readonly string[]> {
    const { journal, lab, log, stateDir } = this.#options;
    return switchOffFor(lab.boards[name]!, {
      name,
      stateDir,
      firmware: lab.firmware,
      signal: AbortSignal.timeout(switchOffWithinMs),
      log,
      emit: (event) => journal.append(event, name),
    });
  }
}
