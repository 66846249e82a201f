import { didRun } from './failure-signature.ts';
import type { PastBoard, PastRun, PastScenario } from './past-run.ts';

/** One scenario on one board in one run; the last round of it where it ran in several. */
export interface Point {
  readonly run: PastRun;
  readonly board: PastBoard | undefined;
  readonly scenario: PastScenario;
}

/** Every result of each scenario, the oldest first. Rounds of one run (`--repeat`) are points of their own. */
export const pointsByScenario = (runs: readonly PastRun[]): ReadonlyMap<string, readonly Point[]> => {
  const points = new Map<string, Point[]>();
  for (const run of runs) {
    for (const scenario of run.scenarios) {
      const all = points.get(scenario.id) ?? points.set(scenario.id, []).get(scenario.id)!;
      all.push({ run, board: run.boards.find(({ name }) => name === scenario.board), scenario });
    }
  }
  return points;
};

/** A number that each run has of a board. */
export interface Series {
  readonly board: string;
  /** `cold boot to login` or `cold-boot > a TCM image lives: restart`. */
  readonly name: string;
  readonly unit: string;
  readonly values: readonly { readonly run: PastRun; readonly value: number }[];
}

/** Stage times of cold boots and what scenarios measured, board by board, the oldest first. */
export const seriesOf = (runs: readonly PastRun[]): readonly Series[] => {
  const series = new Map<string, { board: string; name: string; unit: string; values: { run: PastRun; value: number }[] }>();
  const add = (run: PastRun, board: string, name: string, unit: string, value: number): void => {
    const key = JSON.stringify([board, name, unit]);
    const known = series.get(key) ?? series.set(key, { board, name, unit, values: [] }).get(key)!;
    known.values.push({ run, value });
  };
  for (const run of runs) {
    for (const { name, bootTimes } of run.boards)
      for (const { kind, stages } of bootTimes)
        if (kind === 'cold')
          for (const [stage, ms] of Object.entries(stages)) if (ms > 0) add(run, name, `cold boot to ${stage}`, 'ms', ms);
    for (const scenario of run.scenarios.filter(didRun))
      for (const { name, unit, value } of scenario.measurements) add(run, scenario.board, `${scenario.id}: ${name}`, unit, value);
  }
  return [...series.values()];
};
