import pLimit from 'p-limit';
import type { EventBody } from '../../core/event.ts';
import type { BoardChild, BoardEnd, RunChild } from './board-child.ts';
import { QueuedChild } from './queued-child.ts';

export interface StartOptions {
  readonly boards: readonly string[];
  readonly isSimulated: (board: string) => boolean;
  /** How many simulated boards may live at a time: they live off this host. */
  readonly limit: number;
  readonly start: (board: string, index: number) => Promise<BoardChild>;
  /** Asked when the turn of a queued board comes. */
  readonly isNeeded: (board: string) => boolean;
}

/** Starts the processes of the boards; simulated ones beyond what the host can bear get theirs when an earlier one has ended. */
export const startChildren = async ({ boards, isSimulated, limit, start, isNeeded }: StartOptions): Promise<readonly RunChild[]> => {
  const queued = new Set(boards.filter(isSimulated).slice(limit));
  const immediate = new Map<string, BoardChild>();
  for (const [index, name] of boards.entries()) if (!queued.has(name)) immediate.set(name, await start(name, index));
  const first = [...immediate.values()][0]!;
  const children = boards.map(
    (name, index) =>
      immediate.get(name) ??
      new QueuedChild({ name, start: () => start(name, index), collected: first.collected, isNeeded: () => isNeeded(name) }),
  );
  const turns = pLimit(limit);
  for (const child of children) {
    if (child instanceof QueuedChild) void turns(() => child.takeTurn());
    else if (isSimulated(child.name)) void turns(() => child.ended);
  }
  return children;
};

/** Resolves when nothing of them is left. */
export const killed = async (children: readonly RunChild[]): Promise<void> => {
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => child.ended));
};

/** What the journal of a board would say that never had one. */
export const unannouncedEvents = ({ unannounced }: RunChild, { notStarted: reason }: BoardEnd): readonly EventBody[] =>
  unannounced.flatMap(({ description: scenario }) => {
    const collected: EventBody = { type: 'scenario.collected', scenario };
    if (reason === undefined) return [collected];
    const result = { id: scenario.id, verdict: 'not-run', reason, errors: [], durationMs: 0 } as const;
    return [collected, { type: 'scenario.finished', scenario: scenario.id, result }];
  });
