import { existsSync } from 'node:fs';
import { type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import { JournalWriter } from '../../journal/journal-writer.ts';
import { streamJournal } from '../../journal/read-journal.ts';
import type { BoardFinding } from '../closing/diagnose-scenarios.ts';
import { ProcessLostError } from '../errors.ts';
import { roundId } from '../schedule/rounds.ts';
import { notRunEvents } from '../verdict/not-run.ts';
import { exitCodeOf } from './exit-code.ts';
import type { NotedRun } from './run-note.ts';

/** The journal of a run that was killed, taken up where it broke off. */
export class KilledJournal {
  readonly #noted: NotedRun;
  readonly #events: readonly LabEvent[];
  readonly #writer: JournalWriter;
  private constructor(noted: NotedRun, events: readonly LabEvent[], lastAt: number) {
    this.#noted = noted;
    this.#events = events;
    // Nothing is known about the time since; and after a restart of the host its clock has begun anew.
    this.#writer = new JournalWriter({ dir: noted.dir, name: 'run', now: () => lastAt });
  }

  /** Undefined when somebody removed the run. */
  static async open(noted: NotedRun): Promise<KilledJournal | undefined> {
    if (!existsSync(noted.dir)) return undefined;
    const events: LabEvent[] = [];
    let lastAt = 0;
    for await (const event of streamJournal(noted.dir, { consoles: true })) {
      lastAt = Math.max(lastAt, event.at);
      if (event.type !== 'console.received' && event.type !== 'console.sent') events.push(event);
    }
    return new KilledJournal(noted, events, lastAt);
  }

  append(body: EventBody, board: string): void {
    this.#writer.append(body, board);
  }

  /** Gives everything that has no result one, and closes the run. */
  async finish(findings: readonly BoardFinding[]): Promise<void> {
    const { dir, boards, startedAt, programVersion: version, command } = this.#noted;
    const has = (type: LabEvent['type']): boolean => this.#events.some((event) => event.type === type);
    if (!has('run.started')) this.append({ type: 'run.started', run: dir.split('/').at(-1)!, startedAt, version, command, boards }, '');
    const error = toErrorReport(killed());
    for (const { board, scenario } of this.#unannounced()) this.append({ type: 'scenario.collected', scenario }, board);
    const results = boards.flatMap((board) => this.#finishBoard(board, error));
    for (const { board, finding } of has('scenario.diagnosed') ? [] : findings) this.append(finding, board);
    if (!has('run.finished')) {
      const exitCode = exitCodeOf([...this.#results(), ...results], [error.message]);
      this.append({ type: 'run.finished', exitCode, reason: error.message }, '');
    }
    await this.#writer.close();
  }

  #finishBoard(board: string, error: ErrorReport): ScenarioResult[] {
    const own = this.#events.filter((event) => event.board === board);
    const finished = new Set(own.flatMap((event) => (event.type === 'scenario.finished' ? [event.scenario] : [])));
    const announced = own.flatMap((event) => (event.type === 'scenario.collected' ? [event.scenario.id] : []));
    const missing = this.#unannounced().flatMap((each) => (each.board === board ? [each.scenario.id] : []));
    const open = [...new Set([...announced, ...missing])].filter((id) => !finished.has(id));
    const last = own.findLast((event) => event.type === 'scenario.started')?.scenario;
    const events = notRunEvents(open, error, last !== undefined && open.includes(last) ? last : undefined);
    for (const event of events) this.append(event, board);
    return events.flatMap((event) => (event.type === 'scenario.finished' ? [event.result] : []));
  }

  /** What was to run and never got as far as a board. */
  #unannounced(): readonly { readonly board: string; readonly scenario: ScenarioDescription }[] {
    const { boards, pools, scenarios, repeat } = this.#noted;
    const groups = [...pools, ...boards.filter((board) => !pools.some((pool) => pool.includes(board))).map((board) => [board])];
    const all = Array.from({ length: repeat }, (_, index) =>
      scenarios.map((each) => ({ ...each, id: roundId(each.id, index + 1) })),
    ).flat();
    return groups.flatMap((group) => {
      const known = new Set(
        this.#events.flatMap((event) => (event.type === 'scenario.collected' && group.includes(event.board) ? [event.scenario.id] : [])),
      );
      return all.filter(({ id }) => !known.has(id)).map((scenario) => ({ board: group[0]!, scenario }));
    });
  }

  #results(): ScenarioResult[] {
    return this.#events.flatMap((event) => (event.type === 'scenario.finished' || event.type === 'scenario.amended' ? [event.result] : []));
  }
}

const killed = (): ProcessLostError =>
  new ProcessLostError('the run was killed', { remedy: 'run it again; the run after it has put the lab in order and written this' });
