import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Lab } from '../config/lab.ts';
import type { ScenarioDescription } from '../core/scenario.ts';
import { planBoots } from '../runner/plan.ts';
import { SuiteHost } from '../runner/suite-host.ts';

export interface PlanRequest {
  readonly lab: Lab;
  readonly configPath: string;
  readonly patterns: readonly string[];
}

/** What would run, in its order, with what each scenario needs, and how many boots it takes to get there. Touches no board. */
export const drawPlan = async ({ lab, configPath, patterns }: PlanRequest): Promise<string> => {
  const scratch = mkdtempSync(join(tmpdir(), 'hil-plan-'));
  try {
    await using host = await SuiteHost.open({
      root: dirname(resolve(configPath)),
      suites: lab.suites,
      patterns,
      scratch,
      onWorker: () => {},
      log: () => {},
    });
    const scenarios = (await host.collect()).map(({ description }) => description);
    const { order, boots } = planBoots(scenarios);
    return `${order.map(line).join('\n')}\n${order.length} scenarios, ${boots} boots to bring the board to them\n`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const line = ({ id, needs, expects }: ScenarioDescription): string => {
  const { boot = 'running', preload, mcoreBooted = true, kernelArgument, injects } = needs;
  const words = [
    boot,
    ...(preload ? [`preload ${preload}`] : []),
    kernelArgument ?? (mcoreBooted ? 'mcore_booted' : 'without mcore_booted'),
    ...(injects ? [`injects ${injects}`] : []),
    ...(expects.outcome ? [`expects ${expects.outcome}`] : []),
  ];
  return `${id}  (${words.join(', ')})`;
};
