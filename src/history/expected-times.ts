import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { type PastRun, readPastRuns } from './past-run.ts';

export interface ExpectedTimes {
  /** How many earlier runs say so. */
  readonly runs: number;
  /** Host milliseconds of these scenarios one after another, with what goes on between them; undefined where nothing is known. */
  of(ids: readonly string[]): number | undefined;
}

const newest = 10;

/** By the newest runs below a folder that had one of these boards. Never throws: an estimate costs no run, and who writes there says what is wrong with it. */
export const expectedTimes = (reportsDir: string, boards: readonly string[]): ExpectedTimes => {
  try {
    return timesOf(runsIn(reportsDir), boards);
  } catch {
    return timesOf([], boards);
  }
};

const runsIn = (reportsDir: string): readonly PastRun[] => {
  if (!existsSync(reportsDir)) return [];
  const folders = readdirSync(reportsDir)
    .filter((name) => /^\d{4}-\d\d-\d\dT/.test(name))
    .sort()
    .slice(-newest);
  return folders.length === 0 ? [] : readPastRuns(folders.map((name) => join(reportsDir, name))).runs;
};

export const timesOf = (all: readonly PastRun[], boards: readonly string[]): ExpectedTimes => {
  const runs = all.filter((run) => run.scenarios.length > 0 && run.boards.some(({ name }) => boards.includes(name)));
  const byId = new Map<string, number[]>();
  for (const { id, durationMs, verdict } of runs.flatMap(({ scenarios }) => scenarios)) {
    if (verdict === 'skipped' || verdict === 'not-run') continue;
    const times = byId.get(id);
    if (times) times.push(durationMs);
    else byId.set(id, [durationMs]);
  }
  const usual = new Map([...byId].map(([id, times]) => [id, median(times)]));
  const other = usual.size === 0 ? undefined : median([...usual.values()]);
  const overhead = median([...runs.map(overheadOf), ...(runs.length === 0 ? [1] : [])]);
  return {
    runs: runs.length,
    of: (ids) => (other === undefined ? undefined : overhead * ids.reduce((sum, id) => sum + (usual.get(id) ?? other), 0)),
  };
};

// Boots, the health check and the end of a run belong to no scenario. Boards work side by side.
const overheadOf = ({ durationMs, scenarios, boards }: PastRun): number => {
  const inScenarios = scenarios.reduce((sum, scenario) => sum + scenario.durationMs, 0);
  return inScenarios > 0 ? Math.max(1 / boards.length, durationMs / inScenarios) : 1;
};
