import type { ChunkStore } from './chunk-store.ts';
import type { BoardTimeline, RowTuple } from './timeline-data.ts';

export interface Found {
  readonly chunk: number;
  readonly row: RowTuple;
}

/** So many are shown and counted; whoever gets more asked for something else. */
export const mostFound = 5000;

/** Rows of the shown lanes that hold the text, in any case, from the beginning of the journal to its end. `tell`: what is found so far. */
export const search = async (
  timeline: BoardTimeline,
  store: ChunkStore,
  {
    text,
    shown,
    signal,
    tell,
  }: { text: string; shown: readonly boolean[]; signal: AbortSignal; tell: (found: readonly Found[], done: number) => void },
): Promise<void> => {
  const wanted = text.toLowerCase();
  const found: Found[] = [];
  for (let chunk = 0; chunk < timeline.chunks.length && found.length < mostFound; chunk++) {
    const rows = await store.load(chunk);
    if (signal.aborted) return;
    for (const row of rows) {
      if (shown[row[1]] && plain(row[2]).toLowerCase().includes(wanted)) found.push({ chunk, row });
    }
    if (chunk % 8 === 7) tell(found, (chunk + 1) / timeline.chunks.length);
  }
  tell(found, 1);
};

export const plain = (text: string): string => (text.includes('\x1b') ? text.replaceAll(/\x1b\[[\d;]*m/g, '') : text);
