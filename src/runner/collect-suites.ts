import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Lab } from '../config/lab.ts';
import type { ScenarioDescription } from '../core/scenario.ts';
import { SuiteHost } from './suite-host.ts';

export interface CollectOptions {
  readonly lab: Lab;
  /** Absolute path of the lab file. */
  readonly configPath: string;
  readonly patterns: readonly string[];
}

/** The scenarios that a run would run, in order, without any board. Throws ConfigError for suites that cannot be loaded. */
export const collectSuites = async ({ lab, configPath, patterns }: CollectOptions): Promise<readonly ScenarioDescription[]> => {
  const scratch = mkdtempSync(join(tmpdir(), 'hil-'));
  try {
    const quiet = { onWorker: () => {}, log: () => {} };
    await using host = await SuiteHost.open({ root: dirname(configPath), suites: lab.suites, patterns, scratch, ...quiet });
    return (await host.collect()).map(({ description }) => description);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
