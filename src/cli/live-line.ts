import { shownLine } from '../core/clean-text.ts';
import { formatMs } from '../core/time.ts';

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

/** One line of at most `columns - 1` characters: how far the run is, how long it still takes, and what each board does for how long. Names are cut, times never. */
export const liveLine = ({ done, total, leftMs, boards }: RunNow, columns: number): string => {
  const count = `${done}/${total}${leftMs === undefined ? '' : ` ${formatMs(leftMs)} left`}`;
  const times = boards.map(({ forMs, limitMs }) => `${formatMs(forMs)}${limitMs === undefined ? '' : ` of ${formatMs(limitMs)}`}`);
  const room = (head: string): number =>
    boards.length === 0
      ? 0
      : Math.floor((columns - 1 - head.length - times.reduce((sum, time) => sum + time.length + 5, 0)) / boards.length);
  const bar = `[${barOf(done, total)}] ${count}`;
  const head = room(bar) >= readable || boards.length === 0 ? bar : count;
  const now = boards.map((board, index) => `${times[index]} ${fitted(board, room(head))}`.trimEnd());
  return shownLine([head, ...now].join(' | ')).slice(0, columns - 1);
};

const barOf = (done: number, total: number): string => {
  const filled = total === 0 ? 0 : Math.round((barWidth * done) / total);
  return `${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}`;
};

/** What it does stays; the name of the scenario is cut. */
const fitted = ({ scenario, step, stage }: BoardNow, room: number): string => {
  const doing = shownLine([...(step ? [step] : []), ...(stage ? [stage] : [])].join(', '));
  if (scenario === '' || doing === '') return cut(shownLine(scenario || doing), room);
  const name = cut(shownLine(scenario), room - doing.length - 3);
  return name.length < shortestName ? cut(shownLine(scenario), room) : `${name} (${doing})`;
};

const shortestName = 12;

const cut = (text: string, room: number): string => (text.length <= room ? text : room < 4 ? '' : `${text.slice(0, room - 1)}…`);
