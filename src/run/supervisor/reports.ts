import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { BoardContext } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { LabEvent, Reporter } from '../../core/event.ts';
import { boardClock, formatMs } from '../../core/time.ts';
import { readJournal, segmentsBelow } from '../../journal/read-journal.ts';
import type { Damage } from '../../journal/segment-check.ts';
import { finishedWith, KeptEvents } from './kept-events.ts';
import { toldWhole } from './unread-journal.ts';

// Past this what consoles, kernels and commands said stays in the journal and the raw logs, however long the run was; errors carry their own excerpt.
const allUpTo = 64 * 1024 * 1024;
const chatter: readonly LabEvent['type'][] = ['kmsg.received', 'command.finished'];

export interface ReportsOptions {
  readonly kept?: KeptEvents;
  /** The events as they are, or as they came out since the journal was closed. */
  readonly amend?: (event: LabEvent) => LabEvent;
  readonly mostIdleMs?: number;
  /** Called with the name of a report that was not written. */
  readonly onFailed?: (name: string) => void;
  /** The run is over and nobody keeps its events: what its journal does not tell any more is a result of the lab's. */
  readonly isPast?: boolean;
}

/** Writes every report; one that fails, or that never ends, does not lose the others. Resolves with what went wrong. */
export const writeReports = async (
  dir: string,
  reporters: readonly Reporter[],
  log: BoardContext['log'],
  { kept = new KeptEvents(), amend, mostIdleMs = usualIdleMs, onFailed, isPast = false }: ReportsOptions = {},
): Promise<readonly string[]> => {
  const { read, damages } = await readAll(dir);
  const { events: all, problems: found } = isPast ? toldWhole(read, damages, dir) : kept.orWhole(read, dir);
  const events = (amend ? all.map(amend) : all).map(frozen);
  const problems = [...found];
  for (const reporter of reporters) {
    try {
      // A list of its own, which it may sort and cut: what one report does to it must not be missing in the next.
      await untilStuck(reporter.write([...events], dir), mostIdleMs);
    } catch (cause) {
      const { message, stack } = toErrorReport(cause);
      problems.push(`the report '${reporter.name}' was not written: ${message}`);
      log('warn', stack ?? message);
      onFailed?.(reporter.name);
    }
  }
  return problems;
};

/** With all that it holds. */
const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};

const isReportFile = /^[\w-]+\.(?:html|json|md|xml)$/;

export interface LateProblems {
  /** What else went wrong while the reports were written, and what is only tried behind them. */
  readonly meanwhile?: () => readonly string[];
  /** What is done when all reports are there. Undefined, or why it could not be. */
  readonly last?: () => string | undefined;
}

/**
 * Of a run that has just ended. What a report that fails makes of the run, or what else goes wrong, the others say too: with the first problem they are
 * written once more, and one that cannot be is removed, since it would name another exit code. Resolves with what went wrong.
 */
export const reportRun = async (
  dir: string,
  reporters: readonly Reporter[],
  log: BoardContext['log'],
  kept: KeptEvents,
  { meanwhile = () => [], last = () => undefined }: LateProblems = {},
): Promise<readonly string[]> => {
  const again = async ([problem]: readonly string[]): Promise<void> => {
    if (problem === undefined) return;
    const repeatable = reporters.filter(({ isRepeatable }) => isRepeatable);
    const onFailed = (name: string): void => {
      if (isReportFile.test(name)) rmSync(join(dir, name), { force: true });
    };
    await writeReports(dir, repeatable, () => {}, { kept, amend: (event) => finishedWith(event, problem), onFailed });
  };
  const problems = [...(await writeReports(dir, reporters, log, { kept })), ...meanwhile()];
  await again(problems);
  const left = last();
  if (left === undefined) return problems;
  if (problems.length === 0) await again([left]);
  return [...problems, left];
};

// Host milliseconds in which there was nothing at all to do but to wait: a busy host or a long report takes none of them.
const usualIdleMs = 60_000;
const lookEveryMs = 1000;

/** Rejects when a report waits for what does not come, such as a server that it tells of the run. */
const untilStuck = async (writing: Promise<void>, mostIdleMs: number): Promise<void> => {
  const begin = performance.eventLoopUtilization();
  const over = new AbortController();
  const watch = async (): Promise<never> => {
    for (;;) {
      await boardClock().sleep(Math.min(lookEveryMs, mostIdleMs), over.signal);
      if (performance.eventLoopUtilization(begin).idle >= mostIdleMs)
        throw new Error(`it has waited for ${formatMs(mostIdleMs)} and has not ended`);
    }
  };
  const watching = watch();
  watching.catch(() => {});
  try {
    await Promise.race([writing, watching]);
  } finally {
    over.abort();
  }
};

const readAll = async (dir: string): Promise<{ readonly read: readonly LabEvent[]; readonly damages: readonly Damage[] }> => {
  const damages: Damage[] = [];
  const onDamage = (damage: Damage): void => void damages.push(damage);
  // What is in place of the folder may be anything.
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return { read: [], damages };
  const size = segmentsBelow(dir).reduce((sum, path) => sum + statSync(path).size, 0);
  const read = await readJournal(dir, { ...(size <= allUpTo ? { consoles: true } : { without: chatter }), onDamage });
  return { read, damages };
};
