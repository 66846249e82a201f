import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { shownLine } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { outcomes } from '../core/outcome.ts';
import { verdicts } from '../core/scenario.ts';

const measurement = z.object({ name: z.string(), value: z.number(), unit: z.string() });

const pastScenario = z.object({
  board: z.string(),
  id: z.string(),
  verdict: z.enum(verdicts),
  flaky: z.boolean().default(false),
  reason: z.string().default(''),
  faults: z.array(z.string()).default([]),
  errors: z.array(z.object({ name: z.string(), fault: z.string(), message: z.string() })).default([]),
  durationMs: z.number().default(0),
  starts: z
    .array(
      z.object({
        firmware: z.string().nullable().default(null),
        predicted: z.enum(outcomes).nullable().default(null),
        observed: z.enum(outcomes),
        mismatch: z.boolean().default(false),
      }),
    )
    .default([]),
  incidents: z
    .array(z.object({ kind: z.string(), title: z.string(), signature: z.string().default(''), expected: z.boolean().default(false) }))
    .default([]),
  measurements: z.array(measurement).default([]),
});
export type PastScenario = z.infer<typeof pastScenario>;

const firmware = z.object({ sha256: z.string(), buildId: z.string().optional() });

const pastBoard = z.object({
  name: z.string(),
  model: z.string().default(''),
  simulated: z.boolean().default(false),
  properties: z.record(z.string(), z.string()).default({}),
  firmware: z.record(z.string(), firmware).default({}),
  /** Board milliseconds from power-on, or the reset that was asked for, to each stage. */
  bootTimes: z.array(z.object({ kind: z.string(), stages: z.record(z.string(), z.number()) })).default([]),
});
export type PastBoard = z.infer<typeof pastBoard>;

const runFile = z.object({
  version: z.literal(1),
  run: z.string(),
  mergedFrom: z.array(z.string()).default([]),
  startedAt: z.string().nullable(),
  durationMs: z.number().default(0),
  exitCode: z.number().nullable(),
  boards: z.array(pastBoard),
  scenarios: z.array(pastScenario),
});

/** A run as its run.json tells it. */
export interface PastRun extends Omit<z.infer<typeof runFile>, 'startedAt'> {
  /** Its folder. */
  readonly dir: string;
  readonly startedAt: Date;
}

export interface PastRuns {
  /** The oldest first; a run that stands in several places is there once. */
  readonly runs: readonly PastRun[];
  /** What lies there and is no run that can be read, one sentence each. */
  readonly unread: readonly string[];
}

// A folder of reports, of boards or of days, in a folder of a lab: deeper than that nobody keeps them.
const deepest = 4;

/** Every run below these folders. Throws ConfigError where a folder is not there. */
export const readPastRuns = (folders: readonly string[]): PastRuns => {
  const unread: string[] = [];
  const runs = new Map<string, PastRun>();
  for (const folder of folders) {
    for (const dir of runFolders(folder)) {
      const run = readRun(dir);
      if (typeof run === 'string') unread.push(run);
      else
        runs.set(`${run.run} ${run.startedAt.getTime()} ${run.boards.map(({ name }) => name).join(' ')} ${run.mergedFrom.join(' ')}`, run);
    }
  }
  return { runs: onceOnly([...runs.values()]).sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime()), unread };
};

/** Without merged runs whose parts are all there, and without parts of the others: a result counts once. */
const onceOnly = (all: readonly PastRun[]): PastRun[] => {
  const parts = new Set(all.filter(({ mergedFrom }) => mergedFrom.length === 0).map(({ run }) => run));
  const kept = all.filter(({ mergedFrom }) => mergedFrom.length === 0 || !mergedFrom.every((part) => parts.has(part)));
  const merged = new Set(kept.flatMap(({ mergedFrom }) => mergedFrom));
  return kept.filter(({ run, mergedFrom }) => mergedFrom.length > 0 || !merged.has(run));
};

const runFolders = (folder: string, depth = 0): string[] => {
  const entries = entriesOf(folder, depth);
  if (entries.some((entry) => entry.name === 'run.json' && entry.isFile())) return [folder];
  if (depth === deepest) return [];
  // `latest` is a link, and so no folder.
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(({ name }) => runFolders(join(folder, name), depth + 1));
};

const entriesOf = (folder: string, depth: number) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    if (depth > 0) return [];
    throw new ConfigError(`there is no folder of runs at ${folder}`, {
      cause,
      remedy: 'give the folder of a run or one that holds runs, such as reports',
    });
  }
};

const readRun = (dir: string): PastRun | string => {
  const path = join(dir, 'run.json');
  try {
    const { startedAt, ...rest } = runFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    const began = new Date(startedAt ?? dateIn(basename(dir)));
    if (Number.isNaN(began.getTime())) return `${shownLine(path)} does not say when its run began`;
    return { ...rest, dir, startedAt: began };
  } catch (error) {
    if (error instanceof z.ZodError)
      return `${shownLine(path)} is no report of a run: ${shownLine(error.issues[0]!.path.join('.') || 'all of it')}: ${error.issues[0]!.message}`;
    return `${shownLine(path)} cannot be read: ${shownLine((error as Error).message)}`;
  }
};

/** Folders of runs are named by their moment: `2026-11-26T07-23-18Z`. */
const dateIn = (name: string): string => name.replace(/T(\d\d)-(\d\d)-(\d\d)Z.*/, 'T$1:$2:$3Z');
