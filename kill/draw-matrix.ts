import type { Moment } from './moment.ts';
import type { CaseResult } from './run-case.ts';
import type { Stroke } from './signals.ts';

/** Moments down, strokes across; a cell says how long the board kept its power. */
export const drawMatrix = (moments: readonly Moment[], strokes: readonly Stroke[], results: readonly CaseResult[]): string => {
  const width = Math.max(...moments.map(({ name }) => name.length));
  const row = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padEnd(11)).join('')}`.trimEnd();
  const cell = (moment: Moment, stroke: Stroke): string => {
    const result = results.find((one) => one.moment === moment.name && one.stroke === stroke);
    return result ? cellOf(result) : '';
  };
  return [
    row('', strokes),
    ...moments.map((moment) =>
      row(
        moment.name,
        strokes.map((stroke) => cell(moment, stroke)),
      ),
    ),
  ].join('\n');
};

const cellOf = ({ verdict, offMs }: CaseResult): string => {
  if (verdict === 'absent') return '-';
  if (verdict === 'failed') return 'FAILED';
  return offMs === undefined ? 'ok' : `ok ${(offMs / 1000).toFixed(1)} s`;
};
