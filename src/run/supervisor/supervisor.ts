import { readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toErrorReport } from '../../core/errors.ts';
import type { LabEvent } from '../../core/event.ts';
import { JournalWriter } from '../../journal/journal-writer.ts';
import { diagnoseScenarios } from '../closing/diagnose-scenarios.ts';
import { Pool } from '../schedule/pool.ts';
import { makeScratch } from '../scratch.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { partOf } from '../suites/only.ts';
import { finishAbandonedRuns } from './abandoned-runs.ts';
import { assignmentOf } from './assignment.ts';
import { BoardChild, type RunChild } from './board-child.ts';
import { BoardEndings } from './board-endings.ts';
import { guardProcess } from './guarded-process.ts';
import { Leasing } from './leasing.ts';
import { onAbort, reasonOf } from './on-abort.ts';
import { OperatorDesk } from './operator-desk.ts';
import { plannedEvent } from './planned-event.ts';
import { reportRun } from './reports.ts';
import { killed, startChildren } from './run-children.ts';
import { makeRunFolder, pointLatestAt } from './run-folder.ts';
import { RunNote } from './run-note.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { RunTally } from './run-tally.ts';
import { simulatedBoardLimit } from './simulated-board-limit.ts';

// With more of them than that a run starts its processes to save memory, not time.
const ampleBoards = 2;

/**
 * Runs suites on boards side by side, and answers for how they end. Throws ConfigError before any board is touched, and LeaseError when a board is not
 * to be had.
 */
export const runSuites = async (options: RunOptions): Promise<RunResult> => {
  const { lab, configPath, signal, log, tell = () => {}, pools = [], ...rest } = options;
  const { boards, repeat, stateDir = join(dirname(configPath), '.hil') } = rest;
  await finishAbandonedRuns({ lab, configPath, stateDir, signal, log, tell });
  const startedAt = new Date();
  const scratch = makeScratch(boards.length);
  const content = { scratch, startedAt: startedAt.toISOString(), programVersion: version, command: process.argv.slice(2) };
  let note: RunNote | undefined;
  const noted = (dir: string): void => {
    note?.add({ dir });
    note ??= new RunNote(stateDir, { ...content, dir, boards: [...boards], pools: pools.map((pool) => [...pool]), repeat });
  };
  try {
    const dir = makeRunFolder(options.reportsDir, startedAt, noted);
    const supervisor = new Supervisor({ ...options, stateDir }, dir, scratch, note!);
    using _ = guardProcess((cause) => supervisor.broken(cause));
    return await supervisor.run(startedAt);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    note?.end();
  }
};

class Supervisor {
  readonly #options: RunOptions;
  readonly #dir: string;
  readonly #scratch: string;
  readonly #stateDir: string;
  readonly #note: RunNote;
  readonly #tally: RunTally;
  /** What was thrown here with nobody listening. */
  readonly #broken: string[] = [];
  #pools: readonly Pool[] = [];
  #children: readonly RunChild[] = [];
  readonly #desk: OperatorDesk;
  constructor(options: RunOptions & { readonly stateDir: string }, dir: string, scratch: string, note: RunNote) {
    this.#options = options;
    this.#dir = dir;
    this.#scratch = scratch;
    this.#stateDir = options.stateDir;
    this.#note = note;
    this.#tally = new RunTally(options);
    this.#desk = new OperatorDesk({ operator: options.operator, onFailure: (board) => this.#stopOthers(board) });
  }

  async run(startedAt: Date): Promise<RunResult> {
    const { boards, signal, stopNow, lab, log, repeat } = this.#options;
    const children = await startChildren({
      boards,
      isSimulated: (board) => lab.boards[board]?.simulated === true,
      limit: this.#options.simulatedBoardLimit ?? simulatedBoardLimit(),
      start: (board, index) => this.#start(board, index),
      isNeeded: (board) => this.#poolOf(board)?.hasWork ?? true,
    });
    this.#children = children;
    for (const { name, ended } of children) void ended.then(() => this.#desk.gone(name));
    const stop = (): void => this.#stop(reasonOf(signal));
    onAbort(signal, stop);
    onAbort(stopNow, () => children.forEach((child) => void child.stopNow()));
    const collected = await this.#allCollected(children);
    const scenarios = new Map(children.map(({ name }, index) => [name, collected[index]!]));
    this.#pools = this.#poolsOf(scenarios);
    if (signal.aborted) stop();
    this.#note.add({ scenarios: (collected[0] ?? []).map(({ description }) => description) });
    const leases = await this.#leased(children);
    const here = await this.#without(leases.excluded, children);
    const journal = new JournalWriter({
      dir: this.#dir,
      name: 'run',
      onEvent: (event) => this.#onEvent(event),
      onTrouble: (message) => log('warn', message),
    });
    journal.append({
      type: 'run.started',
      run: this.#dir.split('/').at(-1)!,
      startedAt: startedAt.toISOString(),
      version,
      command: process.argv.slice(2),
      boards,
    });
    journal.append(plannedEvent(scenarios, repeat, (board) => this.#poolOf(board)?.shareOf(board)));
    for (const { board, body } of leases.events) journal.append(body, board);
    for (const [board, error] of leases.excluded) journal.append({ type: 'board.excluded', error }, board);
    for (const child of here) child.go(leases.ticketOf(child.name));
    const endings = new BoardEndings({ lab, log, stateDir: this.#stateDir, leases, journal, poolOf: (board) => this.#poolOf(board) });
    const problems = (await Promise.all(here.map((child) => endings.accompany(child)))).flat();
    for (const { board, body } of this.#pools.flatMap((pool) => pool.leftovers())) journal.append(body, board);
    await this.#diagnose(journal);
    problems.push(...this.#broken.splice(0), ...this.#tally.problems);
    const exitCode = this.#tally.exitCode(problems);
    const { flakiness } = this.#tally;
    const interrupted = signal.aborted ? reasonOf(signal) : undefined;
    const part = partOf(collected[0] ?? []);
    const reason = [interrupted ?? problems[0] ?? flakiness, part].filter(Boolean).join('; ');
    journal.append({ type: 'run.finished', exitCode, ...(reason ? { reason } : {}) });
    await journal.close();
    // All that can still go wrong is tried here, so that no report names another exit code than the process ends with.
    const late = { meanwhile: () => [...this.#broken.splice(0), ...this.#pointLatest()], last: () => this.#note.end() };
    problems.push(...(await reportRun(this.#dir, lab.reports.write, log, this.#tally.kept, late)));
    for (const problem of problems) log('warn', problem);
    return { exitCode: this.#tally.exitCode(problems), dir: this.#dir, problems, flakiness, interrupted, part };
  }

  /** The boards are put in order and the reports written before it ends. */
  broken(cause: unknown): void {
    const { message, stack } = toErrorReport(cause);
    this.#options.log('warn', stack ?? message);
    this.#broken.push(`unexpected in the process of the run: ${message}`);
    this.#stop('the runner met an error of its own');
  }

  #stop(reason: string): void {
    for (const pool of this.#pools) pool.stop(reason);
    for (const child of this.#children) child.stop(reason);
  }

  async #start(board: string, index: number): Promise<BoardChild> {
    const scratch = join(this.#scratch, String(index));
    await mkdir(scratch);
    return new BoardChild({
      assignment: {
        ...assignmentOf(board, this.#options),
        handover: { atFailure: this.#options.atFailure ?? false, ...this.#desk.refusal },
        dir: this.#dir,
        stateDir: this.#stateDir,
        scratch,
        runMark: this.#note.runMark,
      },
      savesMemory: this.#options.boards.length > ampleBoards,
      onEvent: (event) => this.#onEvent(event),
      onQuestion: (question) => this.#poolOf(board)!.answer(board, question),
      onHandover: (message, tell) => this.#desk.take(board, message, tell),
      onOut: (why) => this.#poolOf(board)?.exclude(board, why),
      log: this.#options.log,
    });
  }

  // A mistake in the lab file or a suite is everybody's: nothing is touched before all boards have loaded them.
  async #allCollected(children: readonly RunChild[]): Promise<readonly (readonly CollectedScenario[])[]> {
    try {
      return await Promise.all(children.map(({ collected }) => collected));
    } catch (cause) {
      await this.#undone(children);
      throw cause;
    }
  }

  // As late as can be: nobody waits for a board while suites are loaded.
  async #leased(children: readonly RunChild[]): Promise<Leasing> {
    const { lab, configPath, signal, log, pools = [], waitMs = 0, tell = () => {} } = this.#options;
    const boards = new Map(children.map(({ name, pid }) => [name, pid]));
    const onLost = (board: string, holder: string): void => children.find(({ name }) => name === board)?.leaseLost(holder);
    const places = { configPath, stateDir: this.#stateDir, dir: this.#dir };
    try {
      const leases = await Leasing.take({ lab, ...places, boards, pools, waitMs, signal, log, tell, onLost });
      this.#note.add({ held: [...boards.keys()].filter((board) => leases.ticketOf(board)) });
      return leases;
    } catch (cause) {
      await this.#undone(children);
      throw cause;
    }
  }

  /** Those that run. The others of their pool take over what was meant for a board that is not to be had. */
  async #without(excluded: Leasing['excluded'], children: readonly RunChild[]): Promise<readonly RunChild[]> {
    for (const [board, why] of excluded) this.#poolOf(board)?.exclude(board, why);
    await killed(children.filter(({ name }) => excluded.has(name)));
    return children.filter(({ name }) => !excluded.has(name));
  }

  /** As if there had been no run. */
  async #undone(children: readonly RunChild[]): Promise<void> {
    await killed(children);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #diagnose(journal: JournalWriter): Promise<void> {
    const { lab, log, stopNow } = this.#options;
    await journal.flush();
    const found = await diagnoseScenarios(this.#dir, { firmware: lab.firmware, log, ...(stopNow ? { signal: stopNow } : {}) });
    for (const { board, finding } of found) journal.append(finding, board);
  }

  #poolsOf(scenarios: ReadonlyMap<string, readonly CollectedScenario[]>): readonly Pool[] {
    const { repeat, bail, pools = [] } = this.#options;
    return pools.map((boards) => new Pool({ boards, scenarios: scenarios.get(boards[0]!)!, repeat, bail }));
  }

  /** A person looks at the board: whatever the others do would hold their power for nothing. */
  #stopOthers(board: string): void {
    for (const child of this.#children)
      if (child.name !== board) child.stop(`${board} failed, and the run stops at the first failure (--debug)`);
  }

  #poolOf(board: string): Pool | undefined {
    return this.#pools.find(({ boards }) => boards.includes(board));
  }

  #onEvent(event: LabEvent): void {
    this.#poolOf(event.board)?.take(event);
    this.#tally.take(event);
    this.#options.onEvent(event);
  }

  #pointLatest(): string[] {
    try {
      pointLatestAt(this.#dir);
      return [];
    } catch (cause) {
      return [toErrorReport(cause).message];
    }
  }
}

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
