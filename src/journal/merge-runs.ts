import { appendFileSync, createReadStream, createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import { partOf } from './parts.ts';
import { readJournal, segmentsBelow, streamSegment } from './read-journal.ts';

type Started = Extract<LabEvent, { readonly type: 'run.started' }>;

interface MergedRun {
  readonly dir: string;
  readonly started: Started;
  /** Milliseconds since 1970. */
  readonly begin: number;
  readonly end: number;
  readonly exitCode: number | undefined;
}

/**
 * The journals of several runs (shards, boards, days) as that of one, with the wall clock for all of them: whatever is made of a journal can be made of
 * it. Throws ConfigError for a run that does not say when it began, for one board in two runs at a time, and for a folder that is not empty.
 */
export const mergeRuns = async (dirs: readonly string[], into: string): Promise<void> => {
  const runs = (await Promise.all([...new Set(dirs.map((dir) => resolve(dir)))].map(runIn))).sort((a, b) => a.begin - b.begin);
  refuseOverlaps(runs);
  makeNew(into);
  const [first] = runs;
  const boards = [...new Set(runs.flatMap(({ started }) => started.boards))];
  const head = { ...first!.started, seq: 0, at: 0, boards, command: ['report', ...runs.map(({ started }) => started.run)] };
  writeEvents(join(into, 'run.ndjson'), [head]);
  for (const [index, run] of runs.entries()) await copyRun(run, index, first!.begin, into);
  const last = Math.max(...runs.map(({ end }) => end)) - first!.begin;
  const exitCode = worst(runs.map((run) => run.exitCode));
  if (exitCode !== undefined) writeEvents(join(into, 'run-end.ndjson'), [{ seq: 0, at: last, board: '', type: 'run.finished', exitCode }]);
};

const makeNew = (into: string): void => {
  let why: string | undefined;
  try {
    mkdirSync(into, { recursive: true });
    if (readdirSync(into).length > 0) why = 'is not empty';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    why = code === 'EEXIST' ? 'is a file' : `cannot be made (${code})`;
  }
  if (why !== undefined) throw new ConfigError(`${into} ${why}`, { remedy: 'name a new folder with --into, where this user may write' });
};

const runIn = async (dir: string): Promise<MergedRun> => {
  const events = await readJournal(dir, { without: ['kmsg.received', 'command.finished'] });
  const started = events.find((event) => event.type === 'run.started');
  const begin = Date.parse(started?.startedAt ?? '');
  if (!started || Number.isNaN(begin)) throw new ConfigError(`the journal in ${dir} does not say when its run began`);
  const exitCode = events.find((event) => event.type === 'run.finished')?.exitCode;
  return { dir, started, begin, end: begin + (events.at(-1)?.at ?? started.at) - started.at, exitCode };
};

// The wires of one board have one run at a time: two boards of one name would be taken for one.
const refuseOverlaps = (runs: readonly MergedRun[]): void => {
  for (const [index, one] of runs.entries())
    for (const other of runs.slice(index + 1)) {
      const shared = one.started.boards.find((board) => other.started.boards.includes(board));
      if (shared !== undefined && other.begin < one.end)
        throw new ConfigError(`${one.dir} and ${other.dir} have a board ${shared} at the same time: these are two boards of one name`, {
          remedy: 'give boards of different labs different names',
        });
    }
};

const copyRun = async ({ dir, started, begin }: MergedRun, index: number, origin: number, into: string): Promise<void> => {
  const shift = begin - origin - started.at;
  /** By segment: events that are left out on purpose, so that only the numbers of others are missing. */
  const leftOut = new Map<string, number>();
  for (const segment of segmentsBelow(dir)) {
    const path = join(into, relative(dir, segment).replace(/((?:\.\d+)?\.ndjson)$/, `-${index + 1}$1`));
    const { first } = partOf(segment);
    mkdirSync(dirname(path), { recursive: true });
    const moved: LabEvent[] = [];
    for await (const event of streamSegment(segment, { consoles: true })) {
      const before = leftOut.get(first) ?? 0;
      if (ofOneRun.has(event.type)) leftOut.set(first, before + 1);
      else moved.push(movedBy({ ...event, seq: event.seq - before }, shift, index));
      if (moved.length >= batch) writeEvents(path, moved.splice(0));
    }
    writeEvents(path, moved);
  }
  for (const log of readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]+\/(?:a53|m7|kmsg)(?:\.\d+)?\.log$/.test(name))
    .sort())
    await pipeline(createReadStream(join(dir, log)), createWriteStream(join(into, log), { flags: 'a' }));
};

const ofOneRun: ReadonlySet<LabEvent['type']> = new Set(['run.started', 'run.planned', 'run.finished']);
const batch = 1000;

// Incidents are counted anew in each run.
const movedBy = (event: LabEvent, shift: number, index: number): LabEvent => {
  const at = Math.round((event.at + shift) * 1000) / 1000;
  if (event.type !== 'incident.opened' && event.type !== 'incident.closed') return { ...event, at };
  const { incident } = event;
  return { ...event, at, incident: { ...incident, at: incident.at + shift, id: `run-${index + 1} ${incident.id}` } };
};

// Whom to wake: the product's team before the lab's, as in one run. One that did not finish leaves the question open.
const worst = (codes: readonly (number | undefined)[]): number | undefined => {
  if (codes.includes(undefined)) return undefined;
  return codes.includes(1) ? 1 : Math.max(...(codes as number[]));
};

const writeEvents = (path: string, events: readonly LabEvent[]): void =>
  appendFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
