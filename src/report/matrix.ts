import type { M7Observation, Outcome } from '../core/outcome.ts';
import { overlayText, startedBeforeText } from '../core/scenario.ts';
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

/** Outcomes by boot and mcore_booted (down) and by memory and size of the image (across), as Markdown. */
export const outcomeMatrix = (run: Run): string => {
  const { columns, rows } = startMatrix(run);
  return table(
    ['boot', 'mcore_booted', ...columns],
    rows.map(({ boot, mcore, cells }) => [escapeMarkdown(boot), escapeMarkdown(mcore), ...cells.map(cellText)]),
  );
};

const cellText = (starts: readonly CountedStarts[]): string =>
  starts
    .map(({ outcome, predicted, words, count }) => {
      const text = [outcome, ...(predicted ? [`**predicted ${predicted}**`] : []), ...words].join(', ');
      return count > 1 ? `${text} ×${count}` : text;
    })
    .join('; ');

/** Starts that came out alike. */
export interface CountedStarts {
  readonly outcome: Outcome;
  /** Where it was another one. */
  readonly predicted: Outcome | undefined;
  readonly words: readonly string[];
  readonly count: number;
}

export interface StartMatrix {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly boot: string; readonly mcore: string; readonly cells: readonly (readonly CountedStarts[])[] }[];
}

export const startMatrix = (run: Run): StartMatrix => {
  const starts = scenariosOf(run).flatMap((scenario) => scenario.observations.map((observation) => startOf(scenario, observation)));
  const columns = [...new Set(starts.map(({ column }) => column))].sort(byMemoryAndSize);
  const rows = [...new Set(starts.map(({ row }) => row))].sort();
  return {
    columns,
    rows: rows.map((row) => {
      const [boot, mcore] = row.split('\t') as [string, string];
      return {
        boot,
        mcore,
        cells: columns.map((column) => counted(starts.filter((start) => start.row === row && start.column === column))),
      };
    }),
  };
};

interface Start extends Omit<CountedStarts, 'count'> {
  readonly row: string;
  readonly column: string;
}

const startOf = (scenario: ScenarioRun, observation: M7Observation): Start => ({
  row: `${bootText(scenario)}\t${mcoreText(scenario)}`,
  column: columnOf(observation),
  outcome: observation.outcome,
  predicted: isMismatch(observation) ? observation.predicted?.outcome : undefined,
  words: [...(verdictOf(scenario) === 'known' ? ['known'] : []), ...(scenario.injected.length > 0 ? ['injected'] : [])],
});

const bootText = ({ description: { needs } }: ScenarioRun): string =>
  [
    needs.boot ?? 'running',
    ...(needs.os ? [`system ${needs.os}`] : []),
    ...startedBeforeText(needs),
    ...(needs.overlay ? [overlayText(needs.overlay)] : []),
  ]
    .join(', ')
    .replaceAll('\t', ' ');

const mcoreText = ({ description: { needs } }: ScenarioRun): string => {
  if (needs.kernelArgument !== undefined) return `mistyped: ${needs.kernelArgument}`;
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

const counted = (starts: readonly Start[]): CountedStarts[] => {
  const groups = new Map<string, CountedStarts>();
  for (const { outcome, predicted, words } of starts) {
    const key = [outcome, predicted, ...words].join();
    groups.set(key, { outcome, predicted, words, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
};
