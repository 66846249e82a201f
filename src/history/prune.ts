import { existsSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type PastRun, readPastRuns } from './past-run.ts';

export interface PruneOptions {
  /** Runs that began less than so many milliseconds before `now` stay as they are. */
  readonly keepMs: number;
  /** So do those that ended with another exit code than 0. */
  readonly keepFailed: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Prunable {
  readonly run: PastRun;
  /** What of it goes, as paths. */
  readonly paths: readonly string[];
  readonly bytes: number;
}

/** What people read years later, and all that `hil history` and `hil compare` need. */
const stays: ReadonlySet<string> = new Set(['run.json', 'summary.md', 'junit.xml']);

/** Journals, raw logs and pages of old runs below these folders. Deletes nothing. What has no run.json, such as a run that goes on, is not looked at. */
export const prunable = (folders: readonly string[], { keepMs, keepFailed, now }: PruneOptions): readonly Prunable[] =>
  readPastRuns(folders)
    .runs.filter((run) => now - run.startedAt.getTime() >= keepMs && !(keepFailed && run.exitCode !== 0) && !isLatest(run.dir))
    .map((run) => {
      const paths = pathsIn(run);
      return { run, paths, bytes: paths.reduce((sum, path) => sum + bytesOf(path), 0) };
    })
    .filter(({ paths }) => paths.length > 0);

export const prune = ({ paths }: Prunable): void => {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
};

// Only what a run writes: whatever somebody put beside it is his.
const pathsIn = ({ dir, boards }: PastRun): string[] => {
  const folders = new Set(['page', ...boards.map(({ name }) => name)]);
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => {
      if (entry.isDirectory()) return folders.has(entry.name);
      return (
        entry.isFile() &&
        !stays.has(entry.name) &&
        /\.(?:ndjson|log|html)$|^(?:timeline|gl-code-quality-report)\.json$|^azure-summary\.md$/.test(entry.name)
      );
    })
    .map(({ name }) => join(dir, name));
};

const isLatest = (dir: string): boolean => {
  const latest = join(dir, '..', 'latest');
  try {
    return existsSync(latest) && basename(readlinkSync(latest)) === basename(dir);
  } catch {
    return false;
  }
};

const bytesOf = (path: string): number => {
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0) : stat.size;
};
