import type { Lab } from '../config/lab.ts';
import { formatMs } from '../core/time.ts';
import { expectedTimes } from '../history/expected-times.ts';
import { bootsFor, planBoots } from '../run/schedule/plan.ts';
import { Pool } from '../run/schedule/pool.ts';
import type { Selection } from '../run/schedule/selection.ts';
import type { CollectedScenario } from '../run/suites/collected.ts';
import { requireFirmware } from '../run/suites/require-firmware.ts';
import { collectScenarios } from './collect-scenarios.ts';
import { bootsText, scenarioLine } from './plan-text.ts';

export interface PlanRequest {
  readonly lab: Lab;
  readonly configPath: string;
  readonly patterns: readonly string[];
  readonly selection: Selection;
  readonly boards: readonly string[];
  /** Boards that share their scenarios. */
  readonly pools: readonly (readonly string[])[];
  readonly inOrder: boolean;
  readonly repeat: number;
  /** Where earlier runs lie. */
  readonly reportsDir: string;
}

/** What would run where, in its order, with what each scenario needs, and how many boots it takes to get there. Touches no board. */
export const drawPlan = async (request: PlanRequest): Promise<string> => {
  const scenarios = await collectScenarios(request);
  requireFirmware(
    scenarios.map(({ description }) => description),
    request.lab,
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
  const times = expectedTimes(request.reportsDir, request.boards);
  return `${[...told, ...parts.map(({ board, share }) => `${board}: ${bootsText(share.length, bootsFor(share))}`)].join('\n')}\n${note(pools.length > 0)}${durationNote(
    parts.map(({ share }) => times.of(share.map(({ description }) => description.id))),
    times.runs,
  )}`;
};

const note = (isPooled: boolean): string => (isPooled ? 'who is done early takes over from the others\n' : '');

// Boards work side by side.
const durationNote = (ms: readonly (number | undefined)[], runs: number): string =>
  ms.includes(undefined) || ms.length === 0
    ? ''
    : `about ${formatMs(Math.max(...(ms as number[])))}, by ${runs} earlier ${runs === 1 ? 'run' : 'runs'}\n`;

const listOf = (order: readonly CollectedScenario[]): string => order.map(({ description }) => scenarioLine(description)).join('\n');
