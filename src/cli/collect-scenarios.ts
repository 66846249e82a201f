import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Lab } from '../config/lab.ts';
import { type Selection, selectScenarios } from '../run/schedule/selection.ts';
import type { CollectedScenario } from '../run/suites/collected.ts';
import { SuiteHost } from '../run/suites/suite-host.ts';

export interface CollectRequest {
  readonly lab: Lab;
  readonly configPath: string;
  readonly patterns: readonly string[];
  readonly selection: Selection;
}

/** What is in the suites of a lab, as it is written. Runs none of it. Throws ConfigError for suites that cannot be loaded. */
export const collectScenarios = async ({ lab, configPath, patterns, selection }: CollectRequest): Promise<readonly CollectedScenario[]> => {
  const scratch = mkdtempSync(join(tmpdir(), 'hil-plan-'));
  const root = dirname(resolve(configPath));
  try {
    await using host = await SuiteHost.open({ root, suites: lab.suites, patterns, scratch, onWorker: () => {}, log: () => {} });
    return selectScenarios(await host.collect(), selection, root);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
