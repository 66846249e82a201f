import type { ChunkEntry } from './timeline-data.ts';

/** Which rows of the lanes that are shown lie in which chunk. */
export class RowPlaces {
  readonly total: number;
  readonly #starts: number[];
  constructor(chunks: readonly ChunkEntry[], shown: readonly boolean[]) {
    let sum = 0;
    this.#starts = chunks.map(({ rows }) => {
      const start = sum;
      rows.forEach((count, lane) => {
        if (shown[lane]) sum += count;
      });
      return start;
    });
    this.total = sum;
  }

  startOf(chunk: number): number {
    return this.#starts[chunk] ?? this.total;
  }

  /** The chunk that holds the row, and the row's place among those of it that are shown. */
  find(row: number): { readonly chunk: number; readonly offset: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return { chunk: low, offset: row - (this.#starts[low] ?? 0) };
  }
}
