import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Lab } from '../config/lab.ts';
import type { ScenarioDescription } from '../core/scenario.ts';
import { bootsFor, planBoots } from '../run/schedule/plan.ts';
import { Pool } from '../run/schedule/pool.ts';
import type { CollectedScenario } from '../run/suites/collected.ts';
import { requireFirmware } from '../run/suites/require-firmware.ts';
import { SuiteHost } from '../run/suites/suite-host.ts';
import { bootsText } from './plan-text.ts';

export interface PlanRequest {
  readonly lab: Lab;
  readonly configPath: string;
  readonly patterns: readonly string[];
  readonly boards: readonly string[];
  /** Boards that share their scenarios. */
  readonly pools: readonly (readonly string[])[];
  readonly inOrder: boolean;
  readonly repeat: number;
}

/** What would run where, in its order, with what each scenario needs, and how many boots it takes to get there. Touches no board. */
export const drawPlan = async (request: PlanRequest): Promise<string> => {
  const scenarios = await collected(request);
  requireFirmware(
    scenarios.map(({ description }) => description),
    request.lab.firmware,
  );
  const { order } = planBoots(scenarios, { inOrder: request.inOrder });
  const { repeat } = request;
  const pools = request.pools.map((boards) => new Pool({ boards, scenarios: order, repeat, bail: 0 }));
  const everything = Array.from({ length: repeat }, () => order).flat();
  const parts = request.boards.map((board) => ({
    board,
    share: pools.find(({ boards }) => boards.includes(board))?.shareOf(board) ?? everything,
  }));
  // What is the same on every board is told once.
  const told = pools.length === 0 ? [listOf(order)] : parts.map(({ board, share }) => `${board}:\n${listOf(share)}`);
  return `${[...told, ...parts.map(({ board, share }) => `${board}: ${bootsText(share.length, bootsFor(share))}`)].join('\n')}\n${note(pools.length > 0)}`;
};

const note = (isPooled: boolean): string => (isPooled ? 'who is done early takes over from the others\n' : '');

const collected = async ({ lab, configPath, patterns }: PlanRequest): Promise<readonly CollectedScenario[]> => {
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
    return await host.collect();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const listOf = (order: readonly CollectedScenario[]): string => order.map(({ description }) => line(description)).join('\n');

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
