import type { Lab } from '../../config/lab.ts';
import type { BoardContext } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { ownEntry } from '../../core/own-entry.ts';
import { isOfThisBoot } from '../../core/process-mark.ts';
import { diagnoseScenarios } from '../closing/diagnose-scenarios.ts';
import { holdingOfWires } from '../lease/lease.ts';
import { LeaseFolder } from '../lease/lease-folder.ts';
import { HeldError, takeBoard } from '../lease/take-board.ts';
import { removeScratch } from '../scratch.ts';
import { KilledJournal } from './killed-journal.ts';
import { endOrphans } from './orphans.ts';
import { switchOffFor } from './power-guard.ts';
import { writeReports } from './reports.ts';
import { abandonedRuns, type NotedRun } from './run-note.ts';

export interface FinishOptions {
  readonly lab: Lab;
  readonly configPath: string;
  readonly stateDir: string;
  readonly signal: AbortSignal;
  readonly log: BoardContext['log'];
  readonly tell: (sentence: string) => void;
}

/**
 * Does for every killed run of this lab what it could not: ends what is left of its processes, switches off the boards that it held, and writes its
 * reports. Nothing of this can fail the run that does it; what could not be done is told.
 */
export const finishAbandonedRuns = async (options: FinishOptions): Promise<void> => {
  for (const { noted, forget } of abandonedRuns(options.stateDir)) {
    const problems = await finishRun(noted, options);
    if (options.signal.aborted) return;
    forget();
    const ending = problems.length === 0 ? 'the lab is in order again and its reports are written' : problems.join('; ');
    options.tell(`the run in ${noted.dir} was killed: ${ending}`);
    options.log('warn', `the run in ${noted.dir} was killed: ${ending}`);
  }
};

const finishRun = async (noted: NotedRun, options: FinishOptions): Promise<readonly string[]> => {
  const problems: string[] = [];
  const tried = async (act: () => Promise<readonly string[] | unknown>): Promise<void> => {
    try {
      const found = await act();
      if (Array.isArray(found)) problems.push(...(found as readonly string[]));
    } catch (cause) {
      problems.push(toErrorReport(cause).message);
    }
  };
  await tried(() => endOrphans(noted.runMark, options));
  const events: { readonly board: string; readonly body: EventBody }[] = [];
  for (const board of noted.boards) await tried(() => leftBehind(board, noted, options, (body) => events.push({ board, body })));
  await tried(() => report(noted, options, events));
  removeScratch(noted.scratch);
  return problems;
};

/** Frees and switches off one board of a killed run, unless somebody has done so or works with it by now. */
const leftBehind = async (
  board: string,
  noted: NotedRun,
  options: FinishOptions,
  emit: (body: EventBody) => void,
): Promise<readonly string[]> => {
  const { lab, configPath: config, stateDir, signal, log } = options;
  const definition = ownEntry(lab.boards, board);
  if (!definition) return [`its board ${board} is not in the lab file any more, and may still be on`];
  await definition.reclaim?.({ board, stateDir, signal });
  const how = leaseLeftBehind(definition.wires(), board, noted);
  if (how === 'not at all') return [];
  const context = { name: board, stateDir, firmware: lab.firmware, signal, log, emit };
  try {
    const lease = await takeBoard({ definition, context, request: { command: 'hil run, after a killed one', config } });
    const problems = how === 'without a lease' ? await switchOffFor({ ...definition, endState: 'off' }, context) : [];
    if (problems.length === 0) lease?.release();
    else lease?.abandon();
    return problems;
  } catch (cause) {
    if (cause instanceof HeldError) return [];
    throw cause;
  }
};

const leaseLeftBehind = (
  wires: readonly string[],
  board: string,
  { by, dir, held }: NotedRun,
): 'with its lease' | 'without a lease' | 'not at all' => {
  if (wires.length === 0) return 'not at all';
  const folder = new LeaseFolder();
  const holding = holdingOfWires(folder, wires);
  if (holding?.state === 'stale' && holding.record?.run === dir) return 'with its lease';
  // The folder of leases is gone with a restart of the host, which the relay has not noticed.
  const isForgotten = !isOfThisBoot(by) && !folder.knows(wires);
  return held.includes(board) && isForgotten ? 'without a lease' : 'not at all';
};

const report = async (
  noted: NotedRun,
  { lab, signal, log }: FinishOptions,
  events: readonly { readonly board: string; readonly body: EventBody }[],
): Promise<readonly string[]> => {
  const journal = await KilledJournal.open(noted);
  if (!journal) return [];
  for (const { board, body } of events) if (body.type !== 'lease.taken') journal.append(body, board);
  const findings = await diagnoseScenarios(noted.dir, { firmware: lab.firmware, log, signal });
  await journal.finish(findings);
  return writeReports(noted.dir, lab.reports.write, log);
};
