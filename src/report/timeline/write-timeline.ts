import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEvent } from '../../core/event.ts';
import { chunkFile, type TimelineIndex } from '../../page/timeline-data.ts';
import type { Chunk } from './board-timeline.ts';
import { TimelineOfBoard } from './board-timeline.ts';
import type { EventOf } from './row.ts';

/** Writes the index, which it resolves with, and the chunks of a journal into a folder, as scripts. The journal is read once and never held. */
export const writeTimeline = async (events: AsyncIterable<LabEvent>, dir: string): Promise<TimelineIndex> => {
  await mkdir(dir, { recursive: true });
  const boards = new Map<string, TimelineOfBoard>();
  const numbers = new Map<string, number>();
  let begun: EventOf<'run.started'> | undefined;
  let begin: number | undefined;
  let last = 0;
  const write = async (board: string, chunks: Iterable<Chunk>): Promise<void> => {
    for (const { number, rows } of chunks)
      await writeFile(join(dir, chunkFile(numbers.get(board)!, number)), `hilChunk(${numbers.get(board)},${number},${scriptOf(rows)});\n`);
  };
  for await (const event of events) {
    if (event.type === 'run.started') begun ??= event;
    begin ??= begun?.at ?? event.at;
    last = Math.max(last, event.at);
    if (event.board === '') continue;
    const timeline = boards.get(event.board) ?? new TimelineOfBoard(event.board, begin);
    if (!boards.has(event.board)) numbers.set(event.board, boards.size);
    boards.set(event.board, timeline);
    await write(event.board, timeline.add(event));
  }
  for (const [board, timeline] of boards) await write(board, timeline.end());
  const started = begun ? Date.parse(begun.startedAt) : Number.NaN;
  const index: TimelineIndex = {
    startedAt: Number.isNaN(started) ? null : started,
    durationMs: Math.max(0, last - (begin ?? 0)),
    boards: [...boards.values()].map((timeline) => timeline.index),
  };
  await writeFile(join(dir, 'timeline.js'), `hilTimeline(${scriptOf(index)});\n`);
  return index;
};

/** The folder in full or, where something goes wrong, what was there before. */
export const replaceFolder = async (dir: string, fill: (fresh: string) => Promise<void>): Promise<void> => {
  const fresh = `${dir}.part`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await fill(fresh);
    await rm(dir, { recursive: true, force: true });
    await rename(fresh, dir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

// `<` cannot end a script that somebody puts into a page.
const scriptOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
