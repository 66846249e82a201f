import type { M7Observation } from '../core/outcome.ts';
import { escapeMarkdown, table } from './markdown.ts';
import { type Run, type ScenarioRun, scenariosOf } from './run-model.ts';
import { isMismatch, verdictOf } from './run-values.ts';

const kibi = 1024;
const sizes: readonly (readonly [number, string])[] = [
  [64 * kibi, 'up to 64 KiB'],
  [256 * kibi, 'up to 256 KiB'],
  [1024 * kibi, 'up to 1 MiB'],
  [4096 * kibi, 'up to 4 MiB'],
  [Number.POSITIVE_INFINITY, 'over 4 MiB'],
];

/** Outcomes by boot and mcore_booted (down) and by memory and size of the image (across). */
export const outcomeMatrix = (run: Run): string => {
  const starts = scenariosOf(run).flatMap((scenario) => scenario.observations.map((observation) => startOf(scenario, observation)));
  const columns = [...new Set(starts.map(({ column }) => column))].sort(byMemoryAndSize);
  const rows = [...new Set(starts.map(({ row }) => row))].sort();
  return table(
    ['boot', 'mcore_booted', ...columns],
    rows.map((row) => [
      ...row.split('\t'),
      ...columns.map((column) => cell(starts.filter((start) => start.row === row && start.column === column))),
    ]),
  );
};

interface Start {
  readonly row: string;
  readonly column: string;
  readonly text: string;
}

const startOf = (scenario: ScenarioRun, observation: M7Observation): Start => ({
  row: `${bootText(scenario)}\t${mcoreText(scenario)}`,
  column: columnOf(observation),
  text: [
    observation.outcome,
    ...(isMismatch(observation) ? [`**predicted ${observation.predicted?.outcome}**`] : []),
    ...(verdictOf(scenario) === 'known' ? ['known'] : []),
    ...(scenario.injected.length > 0 ? ['injected'] : []),
  ].join(', '),
});

const bootText = ({ description: { needs } }: ScenarioRun): string =>
  escapeMarkdown(`${needs.boot ?? 'running'}${needs.preload ? `, preload ${needs.preload}` : ''}`);

const mcoreText = ({ description: { needs } }: ScenarioRun): string => {
  if (needs.kernelArgument !== undefined) return escapeMarkdown(`mistyped: ${needs.kernelArgument}`);
  return needs.mcoreBooted === false ? 'no' : 'yes';
};

const columnOf = ({ firmware }: M7Observation): string => {
  if (!firmware) return 'no image';
  const [, size] = sizes.find(([limit]) => firmware.bytes <= limit)!;
  return `${firmware.memory}, ${size}`;
};

const byMemoryAndSize = (a: string, b: string): number => {
  const [memoryA, memoryB] = [a, b].map((column) => column.split(', ')[0]!) as [string, string];
  const rank = (column: string): number => sizes.findIndex(([, name]) => column.endsWith(name));
  return memoryA === memoryB ? rank(a) - rank(b) : memoryB.localeCompare(memoryA);
};

const cell = (starts: readonly Start[]): string => {
  const counts = new Map<string, number>();
  for (const { text } of starts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${text} ×${count}` : text)).join('; ');
};
