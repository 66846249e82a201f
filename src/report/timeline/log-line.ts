import { shownText } from '../../core/clean-text.ts';
import type { Row } from './row.ts';

/** A row as `hil log` prints it: wall clock, board time since power-on, board, lane, text. Nothing in it acts on a terminal. */
export const logLine = (row: Row, wall: (at: number) => string): string =>
  [
    wall(row.at),
    (row.poweredFor === undefined ? 'off' : `+${row.poweredFor.toFixed(3)}s`).padStart(12),
    row.board,
    row.lane.padEnd(7),
    `|${row.kind === 'sent' ? ' >>' : ''}`,
    shownText(row.text).replaceAll('\n', ' '),
  ].join(' ');
