import { shownLine } from '../core/clean-text.ts';
import { formatMs } from '../core/time.ts';
import { columnsOf, cutToColumns } from './text-width.ts';

/** What one board does now. */
export interface BoardNow {
  /** Empty between two scenarios. */
  readonly scenario: string;
  readonly step?: string | undefined;
  /** Where the board is in its boot. */
  readonly stage?: string | undefined;
  /** Host milliseconds. */
  readonly forMs: number;
  /** After so many it is ended. */
  readonly limitMs?: number | undefined;
}

export interface RunNow {
  readonly done: number;
  readonly total: number;
  readonly leftMs?: number | undefined;
  readonly boards: readonly BoardNow[];
}

const barWidth = 24;
// Below this much room for a name of a scenario the bar is the first to go.
const readable = 30;

/**
 * One line of at most `columns - 1` columns: how far the run is, how long it still takes, and what each board does for how long. Names are cut; a time
 * is whole or left out, since half of one would be another time.
 */
export const liveLine = (now: RunNow, columns: number): string => {
  const room = Math.max(0, columns - 1);
  for (const line of poorerAndPoorer(now, room)) if (line !== undefined && columnsOf(line) <= room) return line;
  return '';
};

/** From all that there is to the count alone; undefined where names would have no room. */
function* poorerAndPoorer({ done, total, leftMs, boards }: RunNow, room: number): Generator<string | undefined> {
  const count = `${done}/${total}`;
  const left = leftMs === undefined ? count : `${count} ${formatMs(leftMs)} left`;
  const bar = `[${barOf(done, total)}] ${left}`;
  const parts = boards.map((board) => ({ board, time: timeOf(board) }));
  const brief = boards.map((board) => ({ board, time: formatMs(board.forMs) }));
  yield lineOf(bar, parts, { room, least: readable });
  yield lineOf(left, parts, { room });
  yield lineOf(count, parts, { room });
  yield lineOf(count, brief, { room });
  for (let shown = boards.length - 1; shown > 0; shown--)
    yield lineOf(`${count} +${boards.length - shown} boards`, brief.slice(0, shown), { room });
  yield count;
}

interface Part {
  readonly board: BoardNow;
  readonly time: string;
}

const timeOf = ({ forMs, limitMs }: BoardNow): string => `${formatMs(forMs)}${limitMs === undefined ? '' : ` of ${formatMs(limitMs)}`}`;

const lineOf = (head: string, parts: readonly Part[], { room, least = 0 }: { room: number; least?: number }): string | undefined => {
  if (parts.length === 0) return head;
  const taken = head.length + parts.reduce((sum, { time }) => sum + ' | '.length + time.length + 1, 0);
  const forName = Math.floor((room - taken) / parts.length);
  if (forName < least) return least > 0 ? undefined : [head, ...parts.map(({ time }) => time)].join(' | ');
  return [head, ...parts.map(({ board, time }) => `${time} ${fitted(board, forName)}`.trimEnd())].join(' | ');
};

const barOf = (done: number, total: number): string => {
  const filled = total === 0 ? 0 : Math.min(barWidth, Math.round((barWidth * done) / total));
  return `${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}`;
};

/** What it does stays; the name of the scenario is cut. */
const fitted = ({ scenario, step, stage }: BoardNow, room: number): string => {
  const named = shownLine(scenario);
  const doing = shownLine([...(step ? [step] : []), ...(stage ? [stage] : [])].join(', '));
  if (named === '' || doing === '') return cutToColumns(named || doing, room);
  const name = cutToColumns(named, room - columnsOf(doing) - 3);
  return columnsOf(name) < shortestName ? cutToColumns(named, room) : `${name} (${doing})`;
};

const shortestName = 12;
