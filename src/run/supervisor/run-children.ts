import pLimit from 'p-limit';
import type { EventBody } from '../../core/event.ts';
import type { BoardChild, BoardEnd, RunChild } from './board-child.ts';
import { LateChild } from './late-child.ts';

export interface StartOptions {
  readonly boards: readonly string[];
  readonly isSimulated: (board: string) => boolean;
  /** How many simulated boards may live at a time: they live off this host. */
  readonly atOnce: number;
  readonly start: (board: string, index: number) => Promise<BoardChild>;
  /** Asked before a board is started late. */
  readonly isNeeded: (board: string) => boolean;
}

/** Starts the processes of the boards; simulated ones beyond what the host can bear get theirs when an earlier one has ended. */
export const startChildren = async ({ boards, isSimulated, atOnce, start, isNeeded }: StartOptions): Promise<readonly RunChild[]> => {
  const late = new Set(boards.filter(isSimulated).slice(atOnce));
  const early = new Map<string, BoardChild>();
  for (const [index, name] of boards.entries()) if (!late.has(name)) early.set(name, await start(name, index));
  const first = [...early.values()][0]!;
  const children = boards.map(
    (name, index) =>
      early.get(name) ??
      new LateChild({ name, start: () => start(name, index), collected: first.collected, isNeeded: () => isNeeded(name) }),
  );
  const turns = pLimit(atOnce);
  for (const child of children) {
    if (child instanceof LateChild) void turns(() => child.takeTurn());
    else if (isSimulated(child.name)) void turns(() => child.ended);
  }
  return children;
};

/** What the journal of a board would say that never had one. */
export const unheardOf = ({ unannounced }: RunChild, { notStarted: reason }: BoardEnd): readonly EventBody[] =>
  unannounced.flatMap(({ description: scenario }) => {
    const collected: EventBody = { type: 'scenario.collected', scenario };
    if (reason === undefined) return [collected];
    const result = { id: scenario.id, verdict: 'not-run', reason, errors: [], durationMs: 0 } as const;
    return [collected, { type: 'scenario.finished', scenario: scenario.id, result }];
  });
