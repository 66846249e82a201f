import { formatMs } from '../src/core/time.ts';
import type { WorldResult } from './run-world.ts';
import type { Expected, Right } from './world.ts';

/** A row for each world: what is right, and whether the run said so. */
export const drawWorlds = (results: readonly WorldResult[]): string => {
  const rows = results.map(({ world, differences, tookMs }) => [
    differences.length === 0 ? 'right' : 'WRONG',
    world.family,
    world.name,
    rightText(world.right),
    formatMs(tookMs),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
};

const rightText = ({ exit, scenarios }: Right): string => {
  const verdicts = [...new Set(Object.values(scenarios).map(expectedText))];
  return `exit ${[exit].flat().join('/')}: ${verdicts.join(', ') || 'no run'}`;
};

const expectedText = ({ verdict, fault }: Expected): string =>
  `${[verdict].flat().join('/')}${fault === undefined ? '' : ` (${[fault].flat().join('/')})`}`;
